// SPDX-License-Identifier: Apache-2.0
#include "core/networks/sam/automatic_masks.h"

#include "core/image/image_ops.h"
#include "kernels/base/parallel_for.h"
#include "kernels/base/serial_loops.h"

#include <algorithm>
#include <cmath>

namespace cleave {

namespace {

/// Points that are answered between two looks at whether to stop.
constexpr std::int64_t pointsAtOnce = 16;

/// One crop and what SAM finds in it.
struct CropWork {
    const Sam& sam;
    const AutomaticMaskParams& params;
    const CropBox& crop;
    int imageWidth, imageHeight;

    int width() const { return crop.box[2] - crop.box[0]; }

    int height() const { return crop.box[3] - crop.box[1]; }

    std::vector<std::array<double, 2>> points() const {
        const double divisor = std::pow(params.cropPointDivisor, crop.layer);
        std::vector<std::array<double, 2>> grid =
            pointGrid(std::max(1, static_cast<int>(params.pointsPerSide / divisor)));
        for (auto& [x, y] : grid) {
            x *= width();
            y *= height();
        }
        return grid;
    }

    /// The candidates of one point that pass every filter; boxes in pixels of the crop, regions in
    /// the crop.
    std::vector<AutomaticMask> candidates(const SamEmbedding& embedding,
                                          const SamUpscaler& upscaler,
                                          const std::array<double, 2>& point) const {
        const SamAnswer answer =
            sam.answer(embedding, {.points = {{point[0], point[1], 1}}, .box = {}});
        std::vector<AutomaticMask> kept;
        std::vector<float> logits(static_cast<std::size_t>(width()) *
                                  static_cast<std::size_t>(height()));
        Image mask(width(), height(), 1);
        for (std::size_t i = 0; i < answer.logits.size(); ++i) {
            AutomaticMask candidate;
            candidate.predictedIou = answer.predictedIou[i];
            if (params.predictedIou > 0 &&
                !(candidate.predictedIou > static_cast<float>(params.predictedIou)))
                continue;
            upscaler.run(answer.logits[i].data(), logits.data());
            candidate.stability =
                stabilityScore(logits, static_cast<float>(params.stabilityOffset));
            if (params.stability > 0 &&
                !(candidate.stability >= static_cast<float>(params.stability)))
                continue;
            for (std::size_t pixel = 0; pixel < logits.size(); ++pixel)
                mask.pixels[pixel] = logits[pixel] > 0 ? 255 : 0;
            candidate.box = maskBox(mask);
            if (isCutByCrop(candidate.box, crop.box, imageWidth, imageHeight))
                continue;
            candidate.region = encodeRle(mask);
            candidate.point = point;
            kept.push_back(std::move(candidate));
        }
        return kept;
    }

    Rle inImage(const Rle& region) const {
        if (width() == imageWidth && height() == imageHeight)
            return region;
        std::vector<PixelRun> runs;
        for (const PixelRun& run : insideRuns(region))
            for (std::uint32_t begin = run.begin;
                 begin < run.end;) { // a run goes on into the next column of the crop
                const auto rows = static_cast<std::uint32_t>(height());
                const std::uint32_t end = std::min(run.end, (begin / rows + 1) * rows);
                const std::uint32_t start =
                    (begin / rows + static_cast<std::uint32_t>(crop.box[0])) *
                        static_cast<std::uint32_t>(imageHeight) +
                    begin % rows + static_cast<std::uint32_t>(crop.box[1]);
                runs.push_back({start, start + end - begin});
                begin = end;
            }
        return rleFromRuns(runs, imageWidth, imageHeight);
    }

    std::vector<AutomaticMask> masks(const Image& photo, Progress& progress) const;
};

std::vector<AutomaticMask> selected(std::vector<AutomaticMask>& masks,
                                    const std::vector<std::size_t>& indices) {
    std::vector<AutomaticMask> result;
    for (const std::size_t index : indices)
        result.push_back(std::move(masks[index]));
    return result;
}

std::vector<PixelBox> boxesOf(const std::vector<AutomaticMask>& masks) {
    std::vector<PixelBox> boxes;
    for (const AutomaticMask& mask : masks)
        boxes.push_back(mask.box);
    return boxes;
}

std::vector<AutomaticMask> CropWork::masks(const Image& photo, Progress& progress) const {
    const bool isWhole = width() == imageWidth && height() == imageHeight;
    const SamEmbedding embedding = sam.embed(
        isWhole ? photo : cleave::crop(photo, crop.box[0], crop.box[1], width(), height()),
        progress);
    const SamUpscaler upscaler(embedding.frame, sam.maskSize());
    const std::vector<std::array<double, 2>> grid = points();
    const auto count = static_cast<std::int64_t>(grid.size());
    std::vector<AutomaticMask> found;
    for (std::int64_t begin = 0; begin < count; begin += pointsAtOnce) {
        progress.advance(0.2 + 0.8 * static_cast<double>(begin) / static_cast<double>(count));
        const std::int64_t points = std::min(pointsAtOnce, count - begin);
        std::vector<std::vector<AutomaticMask>> answers(static_cast<std::size_t>(points));
        kernels::forChunks(points, 1, [&](std::int64_t point, std::int64_t, std::int64_t) {
            const kernels::SerialLoops serial;
            answers[static_cast<std::size_t>(point)] =
                candidates(embedding, upscaler, grid[static_cast<std::size_t>(begin + point)]);
        });
        for (std::vector<AutomaticMask>& answer : answers)
            std::move(answer.begin(), answer.end(), std::back_inserter(found));
    }
    std::vector<float> scores;
    for (const AutomaticMask& mask : found)
        scores.push_back(mask.predictedIou);
    std::vector<AutomaticMask> kept =
        selected(found, suppressOverlapping(boxesOf(found), scores, params.boxOverlap));
    for (AutomaticMask& mask : kept) {
        mask.region = inImage(mask.region);
        for (std::size_t side = 0; side < 4; ++side)
            mask.box[side] += crop.box[side % 2];
        mask.point = {mask.point[0] + crop.box[0], mask.point[1] + crop.box[1]};
        mask.crop = crop.box;
    }
    return kept;
}

/// Masks of small crops win over the same ones of larger crops.
std::vector<AutomaticMask> withoutDuplicates(std::vector<AutomaticMask> masks, double threshold) {
    std::vector<float> scores;
    for (const AutomaticMask& mask : masks) {
        const std::int64_t area =
            static_cast<std::int64_t>(mask.crop[2] - mask.crop[0]) * (mask.crop[3] - mask.crop[1]);
        scores.push_back(1 / static_cast<float>(area));
    }
    return selected(masks, suppressOverlapping(boxesOf(masks), scores, threshold));
}

/// Holes filled and islands removed; masks that needed it come last and fall to equal ones that did
/// not.
std::vector<AutomaticMask>
cleaned(std::vector<AutomaticMask> masks, int area, double threshold, const Progress& progress) {
    std::vector<float> scores;
    std::vector<PixelBox> boxes;
    for (AutomaticMask& mask : masks) {
        progress.check();
        Image pixels = decodeRle(mask.region);
        const bool hadHoles = removeSmallRegions(pixels, area, SmallRegions::Holes);
        const bool hadIslands = removeSmallRegions(pixels, area, SmallRegions::Islands);
        boxes.push_back(maskBox(pixels));
        scores.push_back(hadHoles || hadIslands ? 0.0f : 1.0f);
        if (hadHoles || hadIslands) {
            mask.region = encodeRle(pixels);
            mask.box = boxes.back();
        }
    }
    return selected(masks, suppressOverlapping(boxes, scores, threshold));
}

} // namespace

ParamList describe(AutomaticMaskParams& params) {
    return {
        {.name = "points-per-side",
         .value = &params.pointsPerSide,
         .label = CLEAVE_TR("Params", "Points per side"),
         .help = CLEAVE_TR("Params", "SAM is asked at a grid of so many points in each direction."),
         .range = ParamRange{1, 256, 1}},
        {.name = "predicted-iou",
         .value = &params.predictedIou,
         .label = CLEAVE_TR("Params", "Least predicted IoU"),
         .help = CLEAVE_TR("Params", "Masks that SAM itself rates lower are left out."),
         .range = ParamRange{0, 1, 0.01}},
        {.name = "stability",
         .value = &params.stability,
         .label = CLEAVE_TR("Params", "Least stability"),
         .help = CLEAVE_TR("Params", "Masks that change more with the threshold are left out."),
         .range = ParamRange{0, 1, 0.01}},
        {.name = "stability-offset",
         .value = &params.stabilityOffset,
         .label = CLEAVE_TR("Params", "Stability offset"),
         .help = CLEAVE_TR("Params", "By how much the threshold is moved to judge stability."),
         .range = ParamRange{0, 10, 0.1},
         .advanced = true},
        {.name = "box-overlap",
         .value = &params.boxOverlap,
         .label = CLEAVE_TR("Params", "Largest overlap"),
         .help =
             CLEAVE_TR("Params", "Of two masks whose boxes overlap more, the better one stays."),
         .range = ParamRange{0, 1, 0.01},
         .advanced = true},
        {.name = "crop-layers",
         .value = &params.cropLayers,
         .label = CLEAVE_TR("Params", "Layers of crops"),
         .help = CLEAVE_TR("Params",
                           "Looks at parts of the photo, too, for small things; each layer takes "
                           "four times as long."),
         .range = ParamRange{0, 3, 1},
         .advanced = true},
        {.name = "crop-overlap",
         .value = &params.cropOverlap,
         .label = CLEAVE_TR("Params", "Overlap of crops"),
         .help = CLEAVE_TR("Params", "As a share of the photo's shorter side, in the first layer."),
         .range = ParamRange{0, 1, 0.01},
         .advanced = true},
        {.name = "crop-box-overlap",
         .value = &params.cropBoxOverlap,
         .label = CLEAVE_TR("Params", "Largest overlap between crops"),
         .help = CLEAVE_TR("Params",
                           "Of two masks of different crops whose boxes overlap more, the one of "
                           "the smaller crop stays."),
         .range = ParamRange{0, 1, 0.01},
         .advanced = true},
        {.name = "crop-point-divisor",
         .value = &params.cropPointDivisor,
         .label = CLEAVE_TR("Params", "Fewer points in crops"),
         .help = CLEAVE_TR(
             "Params", "Each further layer of crops has this many times fewer points per side."),
         .range = ParamRange{1, 8, 1},
         .advanced = true},
        {.name = "minimum-area",
         .value = &params.minimumArea,
         .label = CLEAVE_TR("Params", "Smallest region"),
         .help = CLEAVE_TR("Params", "Holes and islands of fewer pixels are removed from masks."),
         .range = ParamRange{0, 1e6, 1},
         .advanced = true},
    };
}

std::vector<AutomaticMask> automaticMasks(const Sam& sam,
                                          const Image& photo,
                                          const AutomaticMaskParams& params,
                                          Progress progress) {
    const std::vector<CropBox> crops =
        cropBoxes(photo.width, photo.height, params.cropLayers, params.cropOverlap);
    std::vector<AutomaticMask> masks;
    for (std::size_t i = 0; i < crops.size(); ++i) {
        const double share = 1.0 / static_cast<double>(crops.size());
        Progress part =
            progress.part(share * static_cast<double>(i), share * static_cast<double>(i + 1));
        std::vector<AutomaticMask> found =
            CropWork{sam, params, crops[i], photo.width, photo.height}.masks(photo, part);
        std::move(found.begin(), found.end(), std::back_inserter(masks));
    }
    if (crops.size() > 1)
        masks = withoutDuplicates(std::move(masks), params.cropBoxOverlap);
    if (params.minimumArea > 0)
        masks = cleaned(std::move(masks),
                        params.minimumArea,
                        std::max(params.boxOverlap, params.cropBoxOverlap),
                        progress);
    return masks;
}

} // namespace cleave
