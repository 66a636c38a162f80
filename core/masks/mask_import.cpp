// SPDX-License-Identifier: Apache-2.0
#include "core/masks/mask_import.h"

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/formats/coco_rle.h"
#include "core/formats/image_file.h"
#include "core/formats/npz.h"
#include "core/formats/torch_checkpoint.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <mutex>
#include <optional>
#include <set>

namespace cleave {

namespace {

namespace fs = std::filesystem;

/// In the order of preference where a view has several.
enum class MaskForm { CocoList, OmniSegPatches, TorchMasks, IdMap, BinaryFolder };

struct MaskFile {
    const View* view;
    MaskForm form;
    fs::path path;
};

std::string withoutExtension(const std::string& name) {
    const std::size_t slash = name.find_last_of('/'), dot = name.find_last_of('.');
    return dot == std::string::npos || (slash != std::string::npos && dot < slash) ? name : name.substr(0, dot);
}

std::string upToFirstDot(const std::string& name) {
    const std::size_t slash = name.find_last_of('/');
    return name.substr(0, name.find('.', slash == std::string::npos ? 0 : slash));
}

/// Names under which files may refer to views. A short name that several views share leads nowhere.
class ViewNames {
public:
    explicit ViewNames(const Dataset& dataset) {
        for (const View& view : dataset.views) {
            const std::string fileName = fs::path(view.name).filename().string();
            std::set<std::string> names;
            for (const std::string& name : {view.name, fileName}) names.insert({name, withoutExtension(name), upToFirstDot(name)});
            for (const std::string& name : names) {
                const auto [found, isNew] = views_.emplace(name, &view);
                if (!isNew) found->second = nullptr;
            }
            views_[view.name] = &view;
        }
    }

    /// `relative` without the mask file's own extension.
    const View* find(const std::string& relative) const {
        for (const std::string& name : {relative, fs::path(relative).filename().string()})
            if (const auto found = views_.find(name); found != views_.end()) return found->second;
        return nullptr;
    }

private:
    std::map<std::string, const View*> views_;
};

std::optional<MaskForm> formOf(const fs::path& path) {
    const std::string extension = path.extension().string();
    if (extension == ".json") return MaskForm::CocoList;
    if (extension == ".npz") return MaskForm::OmniSegPatches;
    if (extension == ".pt") return MaskForm::TorchMasks;
    if (extension == ".png") return MaskForm::IdMap;
    return std::nullopt;
}

struct Listing {
    std::map<ViewId, MaskFile> files;
    std::vector<std::string> unmatched;
    std::vector<std::string> ofTestViews;
};

void offer(Listing& listing, const MaskFile& file, const fs::path& folder) {
    if (file.view->isTest) {
        listing.ofTestViews.push_back(fs::relative(file.path, folder).generic_string());
        return;
    }
    const auto [found, isNew] = listing.files.emplace(file.view->id, file);
    if (!isNew && file.form < found->second.form) found->second = file;
}

Listing listMaskFiles(const Dataset& dataset, const fs::path& folder) {
    if (!fs::is_directory(folder)) throw missing(CLEAVE_TR("Masks", "%1: there is no such folder of masks"), folder);
    const ViewNames names(dataset);
    Listing listing;
    std::vector<fs::path> paths;
    for (auto entry = fs::recursive_directory_iterator(folder); entry != fs::recursive_directory_iterator(); ++entry) paths.push_back(entry->path());
    std::sort(paths.begin(), paths.end());
    for (const fs::path& path : paths) {
        const fs::path relative = path.lexically_relative(folder);
        if (fs::is_directory(path)) {
            if (const View* view = names.find(relative.generic_string())) offer(listing, {view, MaskForm::BinaryFolder, path}, folder);
            continue;
        }
        const auto form = formOf(path);
        if (!form) continue;
        if (const View* view = names.find(withoutExtension(relative.generic_string()))) {
            offer(listing, {view, *form, path}, folder);
        } else if (!(*form == MaskForm::IdMap && relative.has_parent_path() && names.find(relative.parent_path().generic_string()))) {
            listing.unmatched.push_back(relative.generic_string());
        }
    }
    return listing;
}

/// Throws unless the mask has the view's shape, up to the rounding of one pixel of the smaller of the two.
void requireShape(int width, int height, const Intrinsics& view, const fs::path& path) {
    const std::int64_t difference = std::llabs(static_cast<std::int64_t>(width) * view.height - static_cast<std::int64_t>(height) * view.width);
    if (difference > std::max(std::max(width, height), std::max(view.width, view.height)))
        throw badFile(CLEAVE_TR("Masks", "%1: masks of %2 x %3 pixels do not fit the photo of %4 x %5; expected its size or shape"),
                      path, width, height, view.width, view.height);
}

void addMask(std::vector<Mask>& masks, Rle region, float predictedIou, float stability, const Intrinsics& view, const fs::path& path) {
    requireShape(region.width, region.height, view, path);
    region = resizeNearest(region, view.width, view.height);
    if (region.area() > 0) masks.push_back({std::move(region), predictedIou, stability});
}

std::vector<Mask> masksOfTensor(const fs::path& path, const Intrinsics& view) {
    TorchCheckpoint checkpoint(path);
    if (checkpoint.tensors().size() != 1 || checkpoint.tensors()[0].shape.size() != 3)
        throw badFile(CLEAVE_TR("Masks", "%1: expected one tensor [masks, height, width]"), path);
    const CheckpointEntry& entry = checkpoint.tensors()[0];
    const std::int64_t count = entry.shape[0], height = entry.shape[1], width = entry.shape[2];
    constexpr std::int64_t maximumSide = 1 << 16;
    if (height < 1 || width < 1 || height > maximumSide || width > maximumSide)
        throw badFile(CLEAVE_TR("Masks", "%1: expected one tensor [masks, height, width]"), path);
    const CheckpointTensor tensor = checkpoint.read(entry);
    std::vector<Mask> masks;
    const std::size_t pixels = static_cast<std::size_t>(height * width);
    std::vector<std::uint8_t> inside(pixels);
    const bool isByte = tensorTypeSize(tensor.type) == 1;
    const std::vector<float> values = isByte ? std::vector<float>() : tensor.floats();
    for (std::int64_t m = 0; m < count; ++m) {
        const std::size_t begin = static_cast<std::size_t>(m) * pixels;
        for (std::size_t i = 0; i < pixels; ++i)
            inside[i] = isByte ? tensor.bytes[begin + i] != std::byte{0} : values[begin + i] > 0.5f;
        addMask(masks, encodeRle(inside.data(), static_cast<int>(width), static_cast<int>(height)), 1, 1, view, path);
    }
    return masks;
}

std::vector<Mask> masksOfFolder(const fs::path& folder, const Intrinsics& view) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".png") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::vector<Mask> masks;
    for (const fs::path& file : files) {
        const Image image = readImage(file);
        Image inside(image.width, image.height, 1);
        const int colors = image.channels == 2 || image.channels == 4 ? image.channels - 1 : image.channels;
        for (std::size_t i = 0; i < inside.pixels.size(); ++i)
            for (int c = 0; c < colors; ++c) inside.pixels[i] |= image.pixels[i * static_cast<std::size_t>(image.channels) + static_cast<std::size_t>(c)];
        addMask(masks, encodeRle(inside), 1, 1, view, file);
    }
    return masks;
}

MaskHierarchy hierarchyOfPatches(const fs::path& path, const Intrinsics& view) {
    OmniSegPatches patches = readOmniSegPatches(path);
    requireShape(patches.indices.width, patches.indices.height, view, path);
    IdImage ids(view.width, view.height, 1);
    for (int y = 0; y < view.height; ++y)
        for (int x = 0; x < view.width; ++x) {
            const int sourceX = static_cast<int>((2 * x + 1) * static_cast<std::int64_t>(patches.indices.width) / (2 * view.width));
            const int sourceY = static_cast<int>((2 * y + 1) * static_cast<std::int64_t>(patches.indices.height) / (2 * view.height));
            *ids.at(x, y) = *patches.indices.at(sourceX, sourceY);
        }
    if (patches.correlation[0] == 0) return {std::move(ids), patches.patchCount, std::move(patches.correlation)};

    // A photo without uncovered pixels has a genuine patch 0 in OmniSeg3D's files; here 0 is always the background.
    const auto old = static_cast<std::size_t>(patches.patchCount), count = old + 1;
    MaskHierarchy hierarchy{std::move(ids), static_cast<int>(count), std::vector<std::uint16_t>(count * count, 0)};
    for (std::int32_t& id : hierarchy.patches.pixels) ++id;
    for (std::size_t a = 0; a < old; ++a)
        for (std::size_t b = 0; b < old; ++b) hierarchy.correlation[(a + 1) * count + b + 1] = patches.correlation[a * old + b];
    return hierarchy;
}

std::shared_ptr<const ViewMasks> readViewMasks(const MaskFile& file, const Intrinsics& view) {
    auto result = std::make_shared<ViewMasks>();
    switch (file.form) {
    case MaskForm::CocoList:
        for (CocoMask& mask : readCocoMasks(file.path))
            addMask(result->masks, std::move(mask.region), mask.predictedIou, mask.stability, view, file.path);
        break;
    case MaskForm::OmniSegPatches: result->hierarchy = hierarchyOfPatches(file.path, view); return result;
    case MaskForm::TorchMasks: result->masks = masksOfTensor(file.path, view); break;
    case MaskForm::IdMap:
        for (auto& [id, region] : encodeIds(readIdImage(file.path))) addMask(result->masks, std::move(region), 1, 1, view, file.path);
        break;
    case MaskForm::BinaryFolder: result->masks = masksOfFolder(file.path, view); break;
    }
    result->hierarchy = buildMaskHierarchy(result->masks, view.width, view.height);
    return result;
}

void note(MarkedText marked, const std::vector<std::string>& names) {
    if (!names.empty()) log(LogLevel::Warning, text(marked, names.size(), names.front()));
}

} // namespace

MaskImport importMasks(const Dataset& dataset, const fs::path& folder, Progress& progress) {
    progress.phase(text(CLEAVE_TR("Masks", "Reading masks")));
    Listing listing = listMaskFiles(dataset, folder);
    MaskImport result;
    result.unmatchedFiles = std::move(listing.unmatched);
    result.testFiles = std::move(listing.ofTestViews);
    for (const View& view : dataset.views)
        if (!view.isTest && !listing.files.contains(view.id)) result.skippedViews.push_back(view.name);
    if (listing.files.empty())
        throw badInput(CLEAVE_TR("Masks", "%1: no file fits a training view; expected VIEW.json, VIEW.png, VIEW.npz, VIEW.pt or VIEW/*.png with VIEW such as \"%2\""),
                       folder, dataset.views.empty() ? std::string() : withoutExtension(dataset.views.front().name));
    note(CLEAVE_TR("Masks", "%1 mask files fit no view, the first is %2"), result.unmatchedFiles);
    note(CLEAVE_TR("Masks", "%1 training views have no mask file, the first is %2"), result.skippedViews);

    const std::vector<std::pair<ViewId, MaskFile>> files(listing.files.begin(), listing.files.end());
    std::vector<std::shared_ptr<const ViewMasks>> views(files.size());
    std::mutex mutex;
    std::int64_t done = 0;
    kernels::forChunks(static_cast<std::int64_t>(files.size()), 1, [&](std::int64_t begin, std::int64_t, std::int64_t) {
        progress.check();
        const auto index = static_cast<std::size_t>(begin);
        views[index] = readViewMasks(files[index].second, files[index].second.view->camera.intrinsics);
        const std::lock_guard lock(mutex);
        progress.advance(++done, static_cast<std::int64_t>(files.size()));
    });

    auto masks = std::make_shared<MaskSet>();
    masks->source = "imported";
    for (std::size_t i = 0; i < files.size(); ++i) masks->views[files[i].first] = std::move(views[i]);
    result.masks = std::move(masks);
    return result;
}

} // namespace cleave
