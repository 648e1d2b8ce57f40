"""Views by torchvision's functional operations, for image_views_python_test.cpp.

usage: images.py FOLDER

FOLDER/case.json: image [C, H, W], size, antialias, mean, std, and a list of views, each with its
original, box [top, left, height, width], flip, order and factors of the jitter (or null) and gray.
FOLDER/images: bytes, n x C x H x W. Writes FOLDER/views: float32, a view of case.json each.
"""
import json
import sys

import numpy
import torch
from torchvision.transforms.v2 import functional as F

JITTER = [F.adjust_brightness, F.adjust_contrast, F.adjust_saturation, F.adjust_hue]


def render(case, image, view):
    top, left, height, width = view["box"]
    size = [case["size"], case["size"]]
    image = F.resized_crop(image, top, left, height, width, size, antialias=case["antialias"])
    if view["flip"]:
        image = F.horizontal_flip(image)
    if view["jitter"]:
        for op in view["jitter"]["order"]:
            image = JITTER[op](image, view["jitter"]["factors"][op])
    if view["gray"]:
        image = F.rgb_to_grayscale(image, num_output_channels=image.shape[0])
    return F.normalize(image, case["mean"], case["std"])


def main():
    folder = sys.argv[1]
    with open(f"{folder}/case.json") as file:
        case = json.load(file)
    pixels = numpy.fromfile(f"{folder}/images", numpy.uint8).reshape(-1, *case["image"])
    images = torch.from_numpy(pixels).to(torch.float32) / 255
    views = [render(case, images[view["original"]], view) for view in case["views"]]
    torch.stack(views).contiguous().numpy().tofile(f"{folder}/views")


main()
