// SPDX-License-Identifier: Apache-2.0
#include "core/export/export_masks.h"

#include "core/base/error.h"
#include "core/base/safe_file.h"
#include "core/export/export_choice.h"
#include "core/formats/coco_rle.h"
#include "core/formats/image_file.h"
#include "core/rendering/renderer.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace cleave {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t channelsPerPass = 16;
constexpr float half = 0.5f;

/// What each chosen segment lies in, as positions in the chosen list.
struct Nesting {
    std::vector<std::vector<int>> children; ///< of each, nearest chosen descendants
    std::vector<int> roots;
};

Nesting nestingOf(const SegmentTree& tree, std::span<const SegmentId> chosen) {
    std::map<std::int64_t, int> places;
    for (std::size_t i = 0; i < chosen.size(); ++i)
        places[chosen[i].value] = static_cast<int>(i);
    Nesting nesting;
    nesting.children.resize(chosen.size());
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        SegmentId parent = tree.at(chosen[i]).parent;
        while (parent.value != 0 && !places.contains(parent.value))
            parent = tree.at(parent).parent;
        if (parent.value == 0)
            nesting.roots.push_back(static_cast<int>(i));
        else
            nesting.children[static_cast<std::size_t>(places[parent.value])].push_back(
                static_cast<int>(i));
    }
    return nesting;
}

/// Memberships as values of primitives, [N, count + 1]: the last channel says whether any segment
/// holds the primitive.
class Memberships {
public:
    Memberships(const RadianceField& field,
                const SegmentTree& tree,
                std::span<const SegmentId> chosen)
        : primitiveCount_(primitiveCount(field)) {
        const std::vector<std::int32_t> deepest = deepestSegments(tree, chosen, field);
        for (SegmentId id : chosen)
            selections_.push_back(tree.at(id).primitives);
        Selection any(primitiveCount_, revisionOf(field));
        for (std::size_t p = 0; p < deepest.size(); ++p)
            if (deepest[p] != 0)
                any.set(static_cast<std::int64_t>(p), true);
        selections_.push_back(std::make_shared<const Selection>(std::move(any)));
    }

    std::int64_t channels() const { return static_cast<std::int64_t>(selections_.size()); }

    kernels::Array<float, 2> values(std::int64_t first, std::int64_t count) const {
        kernels::Array<float, 2> values(primitiveCount_, count);
        for (std::int64_t c = 0; c < count; ++c)
            if (const auto& selection = selections_[static_cast<std::size_t>(first + c)])
                for (std::int64_t primitive : selection->indices())
                    values(primitive, c) = 1;
        return values;
    }

private:
    std::int64_t primitiveCount_;
    std::vector<std::shared_ptr<const Selection>> selections_;
};

/// Weights of all channels in a view, [H, W, channels].
FloatImage renderMemberships(const RadianceField& field,
                             const Camera& camera,
                             const Memberships& memberships) {
    FloatImage all(camera.intrinsics.width,
                   camera.intrinsics.height,
                   static_cast<int>(memberships.channels()));
    for (std::int64_t first = 0; first < memberships.channels(); first += channelsPerPass) {
        const std::int64_t count = std::min(channelsPerPass, memberships.channels() - first);
        const kernels::Array<float, 2> values = memberships.values(first, count);
        RenderRequest request;
        request.color = false;
        request.values = values;
        const FloatImage part = renderView(field, camera, request).values;
        const std::size_t pixels = static_cast<std::size_t>(all.width) * all.height;
        for (std::size_t i = 0; i < pixels; ++i)
            std::copy_n(part.pixels.begin() + static_cast<std::ptrdiff_t>(i) * count,
                        count,
                        all.pixels.begin() + static_cast<std::ptrdiff_t>(i) * all.channels + first);
    }
    return all;
}

int strongest(const std::vector<int>& candidates, const float* weights) {
    int best = -1;
    for (int candidate : candidates)
        if (best < 0 || weights[candidate] > weights[best])
            best = candidate;
    return best;
}

/// Position of the deepest segment that a pixel belongs to, or -1.
int deepestAt(const Nesting& nesting, const float* weights, int anyChannel) {
    int place = strongest(nesting.roots, weights);
    if (place < 0 || !(weights[place] > 1 - weights[anyChannel]))
        return -1;
    while (true) {
        const std::vector<int>& children = nesting.children[static_cast<std::size_t>(place)];
        float rest = weights[place];
        for (int child : children)
            rest -= weights[child];
        const int child = strongest(children, weights);
        if (child < 0 || !(weights[child] > std::max(0.0f, rest)))
            return place;
        place = child;
    }
}

void writeSegmentList(const SegmentTree& tree,
                      std::span<const SegmentId> chosen,
                      const fs::path& path) {
    nlohmann::json list = nlohmann::json::array();
    for (SegmentId id : chosen) {
        const Segment& segment = tree.at(id);
        list.push_back({{"id", id.value},
                        {"name", segment.name},
                        {"path", tree.path(id)},
                        {"parent", segment.parent.value},
                        {"color", segment.color}});
    }
    writeTextFile(path, nlohmann::json{{"segments", list}}.dump(2) + "\n");
}

/// File names of the segments' binary masks: their paths, made different where they are not.
std::vector<std::string> binaryNames(const SegmentTree& tree, std::span<const SegmentId> chosen) {
    std::vector<std::string> names;
    for (SegmentId id : chosen) {
        std::string name = fileNameOf(tree.path(id));
        if (std::find(names.begin(), names.end(), name) != names.end())
            name += "_" + std::to_string(id.value);
        names.push_back(std::move(name));
    }
    return names;
}

/// Writes one view's masks and tells the files.
class MaskWriter {
public:
    MaskWriter(const SegmentTree& tree, std::span<const SegmentId> chosen, const fs::path& folder)
        : tree_(tree)
        , chosen_(chosen)
        , names_(binaryNames(tree, chosen))
        , folder_(folder) {}

    void write(MaskFormat format, const std::string& view, const SegmentMasks& masks) {
        switch (format) {
        case MaskFormat::Ids:
            return writeIds(view, masks);
        case MaskFormat::Binary:
            return writeBinary(view, masks);
        case MaskFormat::Coco:
            return writeCoco(view, masks);
        }
    }

    std::vector<fs::path> files;

private:
    void writeIds(const std::string& view, const SegmentMasks& masks) {
        files.push_back(folder_ / (view + ".png"));
        writeIdImage(files.back(), masks.ids);
    }

    void writeBinary(const std::string& view, const SegmentMasks& masks) {
        makeFolder(folder_ / view);
        for (std::size_t i = 0; i < masks.regions.size(); ++i) {
            files.push_back(folder_ / view / (names_[i] + ".png"));
            writeImage(files.back(), masks.regions[i]);
        }
    }

    void writeCoco(const std::string& view, const SegmentMasks& masks) {
        std::vector<CocoMask> records;
        for (std::size_t i = 0; i < masks.regions.size(); ++i) {
            CocoMask record;
            record.region = encodeRle(masks.regions[i]);
            record.name = tree_.path(chosen_[i]);
            if (record.region.area() > 0)
                records.push_back(std::move(record));
        }
        files.push_back(folder_ / (view + ".json"));
        writeCocoMasks(files.back(), records, true);
    }

    const SegmentTree& tree_;
    std::span<const SegmentId> chosen_;
    std::vector<std::string> names_;
    fs::path folder_;
};

SegmentMasks
masksOf(const FloatImage& weights, const Nesting& nesting, std::span<const SegmentId> chosen) {
    SegmentMasks masks;
    masks.ids = IdImage(weights.width, weights.height, 1);
    masks.regions.assign(chosen.size(), Image(weights.width, weights.height, 1));
    for (std::size_t i = 0; i < masks.ids.pixels.size(); ++i) {
        const float* pixel = weights.pixels.data() + i * static_cast<std::size_t>(weights.channels);
        const int place = deepestAt(nesting, pixel, weights.channels - 1);
        if (place >= 0)
            masks.ids.pixels[i] =
                static_cast<std::int32_t>(chosen[static_cast<std::size_t>(place)].value);
        for (std::size_t s = 0; s < chosen.size(); ++s)
            if (pixel[s] > half)
                masks.regions[s].pixels[i] = 255;
    }
    return masks;
}

} // namespace

SegmentMasks renderSegmentMasks(const RadianceField& field,
                                const Camera& camera,
                                const SegmentTree& tree,
                                std::span<const SegmentId> chosen) {
    return masksOf(renderMemberships(field, camera, Memberships(field, tree, chosen)),
                   nestingOf(tree, chosen),
                   chosen);
}

std::vector<fs::path> exportMasks(const RadianceField& field,
                                  const SegmentTree& tree,
                                  std::span<const SegmentId> chosen,
                                  std::span<const View> views,
                                  MaskFormat format,
                                  const fs::path& folder,
                                  Progress& progress) {
    requireField(field);
    if (chosen.empty())
        throw missing(CLEAVE_TR(
            "Export", "the project has no segments yet; keep a selection or build the tree first"));
    if (format == MaskFormat::Ids)
        for (SegmentId id : chosen)
            if (id.value > 65535)
                throw badInput(CLEAVE_TR("Export",
                                         "segment \"%1\" has number %2, but id maps reach to "
                                         "65535; write binary masks"),
                               tree.path(id),
                               id.value);
    makeFolder(folder);
    const Memberships memberships(field, tree, chosen);
    const Nesting nesting = nestingOf(tree, chosen);
    MaskWriter writer(tree, chosen, folder);
    for (std::size_t i = 0; i < views.size(); ++i) {
        progress.advance(static_cast<std::int64_t>(i), static_cast<std::int64_t>(views.size()));
        const FloatImage weights = renderMemberships(field, views[i].camera, memberships);
        writer.write(format,
                     fileNameOf(fs::path(views[i].name).replace_extension().string()),
                     masksOf(weights, nesting, chosen));
    }
    if (format == MaskFormat::Ids) {
        writer.files.push_back(folder / "segments.json");
        writeSegmentList(tree, chosen, writer.files.back());
    }
    progress.advance(1.0);
    return std::move(writer.files);
}

} // namespace cleave
