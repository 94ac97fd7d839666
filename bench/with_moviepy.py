# The standard timeline for MoviePy 2: with_moviepy.py FOLDER PRESET OUT
import sys

from moviepy import (
    AudioFileClip,
    CompositeAudioClip,
    CompositeVideoClip,
    ImageClip,
    VideoFileClip,
    afx,
    concatenate_audioclips,
    vfx,
)

folder, preset, out = sys.argv[1:4]


def seconds(frames):
    return frames / 30


def clip(name, first, start, end):
    whole = VideoFileClip(f"{folder}/{name}")
    cut = whole.subclipped(seconds(first), seconds(first + end - start)).with_start(seconds(start))
    return cut.with_effects([vfx.CrossFadeIn(0.5), afx.AudioFadeIn(0.5)]) if start else cut


def picture(name, start, end, position, fade):
    still = ImageClip(f"{folder}/{name}").with_start(seconds(start)).with_duration(seconds(end - start))
    return still.with_position(position).with_effects([vfx.CrossFadeIn(fade), vfx.CrossFadeOut(fade)])


layers = [
    clip("A.mp4", 102, 0, 128),
    clip("B.mp4", 171, 113, 263),
    clip("C.mp4", 243, 248, 360),
    picture("logo.png", 15, 360, (1680, 40), 1),
    picture("title1.png", 30, 90, (460, 860), 0.3),
    picture("title2.png", 150, 240, (80, 900), 0.3),
]
video = CompositeVideoClip(layers, size=(1920, 1080)).with_duration(12)
music = AudioFileClip(f"{folder}/music.m4a").subclipped(0, 12)
parts = [(0, 4, 0.8), (4, 8, 0.2), (8, 12, 0.8)]
ducked = concatenate_audioclips([music.subclipped(a, b).with_volume_scaled(v) for a, b, v in parts])
video.with_audio(CompositeAudioClip([video.audio, ducked])).write_videofile(
    out,
    fps=30,
    codec="libx264",
    preset=preset,
    audio_codec="aac",
    audio_bitrate="160k",
    ffmpeg_params=["-crf", "20", "-g", "60", "-pix_fmt", "yuv420p"],
    logger=None,
)
