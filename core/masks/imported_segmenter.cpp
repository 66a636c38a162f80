// SPDX-License-Identifier: Apache-2.0
#include "core/masks/imported_segmenter.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>

namespace cleave {

struct ImportedSegmenter::Region {
    const Mask* mask = nullptr;
    std::vector<PixelRun> runs; ///< at the image's size
    std::int64_t area = 0;
    Eigen::Vector2i low, high; ///< the pixels' box, [low, high)
};

namespace {

std::int64_t areaOf(const std::vector<PixelRun>& runs) {
    std::int64_t area = 0;
    for (const PixelRun& run : runs)
        area += run.end - run.begin;
    return area;
}

bool holds(const std::vector<PixelRun>& runs, std::uint32_t position) {
    const auto after = std::upper_bound(
        runs.begin(), runs.end(), position, [](std::uint32_t p, const PixelRun& run) {
            return p < run.begin;
        });
    return after != runs.begin() && position < std::prev(after)->end;
}

float boxIou(const SegmenterBox& box, const Eigen::Vector2i& low, const Eigen::Vector2i& high) {
    const Eigen::Vector2f a = box.a.cwiseMin(box.b), b = box.a.cwiseMax(box.b);
    const Eigen::Vector2f shared =
        (b.cwiseMin(high.cast<float>()) - a.cwiseMax(low.cast<float>())).cwiseMax(0.0f);
    const float common = shared.prod();
    const float whole = (b - a).prod() + (high - low).cast<float>().prod() - common;
    return whole > 0 ? common / whole : 0;
}

/// An earlier answer at the image's size. Where its logits are 0 it does not know.
struct EarlierAnswer {
    std::vector<PixelRun> inside;
    std::vector<PixelRun> known;
    double insideArea = 0;

    EarlierAnswer(const FloatImage& logits, int width, int height) {
        CLEAVE_ASSERT(logits.channels == 1);
        Image pixels(logits.width, logits.height, 1);
        const auto runsWhere = [&](const auto& holds) {
            for (std::size_t i = 0; i < pixels.pixels.size(); ++i)
                pixels.pixels[i] = holds(logits.pixels[i]);
            return insideRuns(resizeNearest(encodeRle(pixels), width, height));
        };
        inside = runsWhere([](float logit) { return logit > 0; });
        known = runsWhere([](float logit) { return logit != 0; });
        insideArea = static_cast<double>(areaOf(inside));
    }

    /// IoU over the known pixels.
    float iou(const std::vector<PixelRun>& region) const {
        const auto common = static_cast<double>(intersectionArea(region, inside));
        const double either =
            insideArea + static_cast<double>(intersectionArea(region, known)) - common;
        return either > 0 ? static_cast<float>(common / either) : 0;
    }
};

struct Answer {
    std::size_t region = 0;
    float score = 0;
};

/// Smallest, middle by the logarithm of the area, largest.
void keepThree(std::vector<Answer>& answers,
               const std::function<double(std::size_t)>& areaOfRegion) {
    if (answers.size() <= 3)
        return;
    const double middle = (std::log(areaOfRegion(answers.front().region)) +
                           std::log(areaOfRegion(answers.back().region))) /
                          2;
    const auto distance = [&](const Answer& answer) {
        return std::abs(std::log(areaOfRegion(answer.region)) - middle);
    };
    const auto nearest = std::min_element(
        answers.begin() + 1, answers.end() - 1, [&](const Answer& a, const Answer& b) {
            return distance(a) < distance(b);
        });
    answers = {answers.front(), *nearest, answers.back()};
}

} // namespace

ImportedSegmenter::ImportedSegmenter(std::shared_ptr<const MaskSet> masks)
    : masks_(std::move(masks)) {
    CLEAVE_ASSERT(masks_);
}

ImportedSegmenter::~ImportedSegmenter() = default;

bool ImportedSegmenter::knows(const SegmenterImage& image) const {
    const ViewMasks* found = image.view.value >= 0 ? masks_->find(image.view) : nullptr;
    return found && !found->masks.empty();
}

void ImportedSegmenter::setImage(const SegmenterImage& image, const Progress& progress) {
    progress.check();
    if (!knows(image))
        throw missing(CLEAVE_TR("Segmenter",
                                "there are no masks for this image: masks answer only in the "
                                "photos that they were made for"));
    if (view_ == image.view && width_ == image.width && height_ == image.height)
        return;
    view_ = image.view;
    width_ = image.width;
    height_ = image.height;
    regions_.clear();
    for (const Mask& mask : masks_->find(image.view)->masks) {
        const bool fits = mask.region.width == width_ && mask.region.height == height_;
        Region region{
            .mask = &mask,
            .runs = insideRuns(fits ? mask.region : resizeNearest(mask.region, width_, height_)),
            .low = {},
            .high = {}};
        region.area = areaOf(region.runs);
        if (region.area == 0)
            continue;
        region.low = {width_, height_};
        region.high = {0, 0};
        for (const PixelRun& run : region.runs) {
            const int first = static_cast<int>(run.begin) / height_,
                      last = static_cast<int>(run.end - 1) / height_;
            const bool isOneColumn = first == last;
            const int top = isOneColumn ? static_cast<int>(run.begin) % height_ : 0;
            const int bottom = isOneColumn ? static_cast<int>(run.end - 1) % height_ + 1 : height_;
            region.low = region.low.cwiseMin(Eigen::Vector2i(first, top));
            region.high = region.high.cwiseMax(Eigen::Vector2i(last + 1, bottom));
        }
        regions_.push_back(std::move(region));
    }
    std::stable_sort(regions_.begin(), regions_.end(), [](const Region& a, const Region& b) {
        return a.area < b.area;
    });
}

std::vector<SegmenterCandidate> ImportedSegmenter::predict(const SegmenterPrompt& prompt) {
    CLEAVE_ASSERT(view_.value >= 0); // setImage comes first
    checkSegmenterPrompt(prompt, width_, height_);

    int positives = 0;
    for (const SegmenterPoint& point : prompt.points)
        positives += point.isPositive;
    std::vector<int> held(regions_.size(), 0);
    int most = 0;
    for (std::size_t r = 0; r < regions_.size(); ++r) {
        for (const SegmenterPoint& point : prompt.points) {
            const auto x = static_cast<std::uint32_t>(point.pixel.x()),
                       y = static_cast<std::uint32_t>(point.pixel.y());
            if (!holds(regions_[r].runs, x * static_cast<std::uint32_t>(height_) + y))
                continue;
            if (!point.isPositive) {
                held[r] = -1;
                break;
            }
            ++held[r];
        }
        most = std::max(most, held[r]);
    }
    if (positives > 0 && most == 0)
        return {};

    std::optional<EarlierAnswer> earlier;
    if (!prompt.mask.empty())
        earlier.emplace(prompt.mask, width_, height_);
    std::vector<Answer> answers;
    for (std::size_t r = 0; r < regions_.size(); ++r) {
        const Region& region = regions_[r];
        if (held[r] < (earlier && positives > 0 ? 1 : most))
            continue;
        float score = region.mask->predictedIou;
        if (earlier)
            score *= earlier->iou(region.runs);
        else if (positives > 0)
            score *= static_cast<float>(held[r]) / static_cast<float>(positives);
        if (prompt.box)
            score *= boxIou(*prompt.box, region.low, region.high);
        if (score > 0)
            answers.push_back({r, score});
    }

    const bool isRanked = prompt.box || !prompt.mask.empty();
    const auto better = [](const Answer& a, const Answer& b) { return a.score > b.score; };
    if (isRanked) {
        std::stable_sort(answers.begin(), answers.end(), better);
        if (answers.size() > 3)
            answers.resize(3);
        if (!prompt.isAmbiguous && !answers.empty())
            answers.resize(1);
        std::sort(answers.begin(), answers.end(), [](const Answer& a, const Answer& b) {
            return a.region < b.region;
        });
    } else if (!prompt.isAmbiguous) {
        if (!answers.empty())
            answers.resize(1);
    } else {
        keepThree(answers, [&](std::size_t r) { return static_cast<double>(regions_[r].area); });
    }

    std::vector<SegmenterCandidate> candidates;
    for (const Answer& answer : answers)
        candidates.push_back(
            {.mask = decodeRle(rleFromRuns(regions_[answer.region].runs, width_, height_)),
             .predictedIou = answer.score,
             .logits = {},
             .lowResLogits = {}});
    return candidates;
}

} // namespace cleave
