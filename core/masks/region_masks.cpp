// SPDX-License-Identifier: Apache-2.0
#include "core/masks/region_masks.h"

#include "core/masks/region_graph.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cleave {

namespace {

constexpr int workingSide = 640; ///< pixels of the longer side that regions are found at

Image shrunk(const Image& photo) {
    const int longer = std::max(photo.width, photo.height);
    if (longer <= workingSide)
        return photo;
    const int width = std::max(1, photo.width * workingSide / longer),
              height = std::max(1, photo.height * workingSide / longer);
    Image small(width, height, 3);
    const cv::Mat from(
        photo.height, photo.width, CV_8UC3, const_cast<std::uint8_t*>(photo.pixels.data()));
    cv::Mat to(height, width, CV_8UC3, small.pixels.data());
    cv::resize(from, to, to.size(), 0, 0, cv::INTER_AREA);
    return small;
}

/// Order numbers by which "is inside" is a comparison: a node holds the leaves [first, last).
struct LeafRanges {
    std::vector<int> first, last;
    std::vector<int> leafAt; ///< leaf by order number
};

LeafRanges leafRanges(const MergeTree& tree) {
    const int count = tree.nodeCount();
    std::vector<std::vector<int>> children(static_cast<std::size_t>(count));
    for (int node = 0; node < count; ++node)
        if (tree.parent[static_cast<std::size_t>(node)] >= 0)
            children[static_cast<std::size_t>(tree.parent[static_cast<std::size_t>(node)])]
                .push_back(node);
    std::vector<int> leafCounts(static_cast<std::size_t>(count), 0);
    for (int node = 0; node < count; ++node) {
        const auto n = static_cast<std::size_t>(node);
        if (node < tree.leafCount)
            leafCounts[n] = 1;
        if (tree.parent[n] >= 0)
            leafCounts[static_cast<std::size_t>(tree.parent[n])] += leafCounts[n];
    }
    LeafRanges ranges{std::vector<int>(static_cast<std::size_t>(count), 0),
                      std::vector<int>(static_cast<std::size_t>(count), 0),
                      std::vector<int>(static_cast<std::size_t>(tree.leafCount), 0)};
    for (int node = count - 1; node >= 0; --node) {
        const auto n = static_cast<std::size_t>(node);
        ranges.last[n] = ranges.first[n] + leafCounts[n];
        int next = ranges.first[n];
        for (const int child : children[n]) {
            ranges.first[static_cast<std::size_t>(child)] = next;
            next += leafCounts[static_cast<std::size_t>(child)];
        }
        if (node < tree.leafCount)
            ranges.leafAt[static_cast<std::size_t>(ranges.first[n])] = node;
    }
    return ranges;
}

struct Choice {
    int node;
    float lasting; ///< logarithm of the growth of unlikeness over which the region stays as it is
};

/// Every region that some cut of the tree into at most `finest` regions shows; of nearly equal
/// nested ones the most lasting.
std::vector<Choice>
chooseNodes(const MergeTree& tree, const LeafRanges& ranges, const RegionMaskParams& params) {
    const double pixels = static_cast<double>(tree.area.back());
    // Cutting off one node after the other from the root down gives cuts of 2, 3, ... regions:
    // nodes are numbered by the order of merging, so the parents of all cuts up to n regions are
    // the last n - 1 nodes.
    const int firstParent = std::max(tree.leafCount, tree.nodeCount() - (params.finest - 1));
    std::vector<Choice> candidates;
    for (int node = 0; node + 1 < tree.nodeCount(); ++node) {
        const auto n = static_cast<std::size_t>(node);
        const double share = static_cast<double>(tree.area[n]) / pixels;
        if (tree.parent[n] < firstParent || share < params.minimumShare ||
            share > params.maximumShare)
            continue;
        const float parentHeight = tree.height[static_cast<std::size_t>(tree.parent[n])];
        candidates.push_back(
            {node, std::log(parentHeight / std::max(tree.height[n], 1e-3f * parentHeight))});
    }
    std::stable_sort(candidates.begin(), candidates.end(), [](const Choice& a, const Choice& b) {
        return a.lasting > b.lasting;
    });
    std::vector<Choice> chosen;
    for (const Choice& candidate : candidates) {
        const auto c = static_cast<std::size_t>(candidate.node);
        const bool isRepeat = std::any_of(chosen.begin(), chosen.end(), [&](const Choice& other) {
            const auto o = static_cast<std::size_t>(other.node);
            const bool isNested =
                ranges.first[c] < ranges.last[o] && ranges.first[o] < ranges.last[c];
            const auto [small, large] = std::minmax(tree.area[c], tree.area[o]);
            return isNested &&
                   static_cast<double>(small) > params.similarity * static_cast<double>(large);
        });
        if (!isRepeat)
            chosen.push_back(candidate);
    }
    return chosen;
}

class RegionMaskSource : public MaskSource {
public:
    explicit RegionMaskSource(const RegionMaskParams& params) : params_(params) {}

    std::string name() const override { return "regions"; }

    bool isConcurrent() const override { return true; }

    std::vector<Mask> masks(const Image& photo, const Progress& progress) override {
        progress.check();
        return regionMasks(photo, params_);
    }

private:
    RegionMaskParams params_;
};

} // namespace

ParamList describe(RegionMaskParams& params) {
    return {
        {.name = "finest",
         .value = &params.finest,
         .label = CLEAVE_TR("Params", "Finest regions"),
         .help = CLEAVE_TR("Params",
                           "Into how many regions a photo is divided at the finest granularity."),
         .range = ParamRange{2, 1000, 1}},
        {.name = "minimum-share",
         .value = &params.minimumShare,
         .label = CLEAVE_TR("Params", "Smallest region"),
         .help = CLEAVE_TR("Params", "Share of the photo below which a region is no mask."),
         .range = ParamRange{0.00005, 0.5, 0.0001},
         .advanced = true},
        {.name = "maximum-share",
         .value = &params.maximumShare,
         .label = CLEAVE_TR("Params", "Largest region"),
         .help = CLEAVE_TR("Params", "Share of the photo above which a region is no mask."),
         .range = ParamRange{0.01, 1, 0.01},
         .advanced = true},
        {.name = "similarity",
         .value = &params.similarity,
         .label = CLEAVE_TR("Params", "Repeated regions"),
         .help = CLEAVE_TR("Params",
                           "Of nested regions whose areas agree more than this, only one is kept."),
         .range = ParamRange{0.1, 1, 0.01},
         .advanced = true},
    };
}

std::vector<Mask> regionMasks(const Image& photo, const RegionMaskParams& params) {
    const Image small = shrunk(photo);
    const int spacing = std::clamp(
        static_cast<int>(std::lround(std::sqrt(small.width * small.height / 4000.0))), 4, 8);
    const Superpixels superpixels = makeSuperpixels(small, spacing);
    const MergeTree tree = mergeSuperpixels(superpixels);
    const LeafRanges ranges = leafRanges(tree);
    const std::vector<Choice> chosen = chooseNodes(tree, ranges, params);

    std::vector<int> orderOfLeaf(static_cast<std::size_t>(tree.leafCount));
    for (std::size_t i = 0; i < ranges.leafAt.size(); ++i)
        orderOfLeaf[static_cast<std::size_t>(ranges.leafAt[i])] = static_cast<int>(i);
    std::vector<int> order(superpixels.labels.pixels.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = orderOfLeaf[static_cast<std::size_t>(superpixels.labels.pixels[i])];

    std::vector<Mask> masks;
    Image inside(small.width, small.height, 1);
    for (const Choice& choice : chosen) {
        const int first = ranges.first[static_cast<std::size_t>(choice.node)],
                  last = ranges.last[static_cast<std::size_t>(choice.node)];
        for (std::size_t i = 0; i < order.size(); ++i)
            inside.pixels[i] = order[i] >= first && order[i] < last;
        Mask mask;
        mask.region = resizeNearest(encodeRle(inside), photo.width, photo.height);
        mask.stability = 1 - std::exp(-choice.lasting);
        mask.predictedIou = mask.stability;
        if (mask.region.area() > 0)
            masks.push_back(std::move(mask));
    }
    return masks;
}

std::unique_ptr<MaskSource> makeRegionMaskSource(const RegionMaskParams& params) {
    return std::make_unique<RegionMaskSource>(params);
}

} // namespace cleave
