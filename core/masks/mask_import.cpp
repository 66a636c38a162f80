// SPDX-License-Identifier: Apache-2.0
#include "core/masks/mask_import.h"

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/dataset/undistort.h"
#include "core/formats/checkpoint.h"
#include "core/formats/coco_rle.h"
#include "core/formats/image_file.h"
#include "core/formats/npz.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <cmath>
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
    return dot == std::string::npos || (slash != std::string::npos && dot < slash)
               ? name
               : name.substr(0, dot);
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
            for (const std::string& name : {view.name, fileName})
                names.insert({name, withoutExtension(name), upToFirstDot(name)});
            for (const std::string& name : names) {
                const auto [found, isNew] = views_.emplace(name, &view);
                if (!isNew)
                    found->second = nullptr;
            }
            views_[view.name] = &view;
        }
    }

    /// `relative` without the mask file's own extension.
    const View* find(const std::string& relative) const {
        for (const std::string& name : {relative, fs::path(relative).filename().string()})
            if (const auto found = views_.find(name); found != views_.end())
                return found->second;
        return nullptr;
    }

private:
    std::map<std::string, const View*> views_;
};

std::optional<MaskForm> formOf(const fs::path& path) {
    const std::string extension = path.extension().string();
    if (extension == ".json")
        return MaskForm::CocoList;
    if (extension == ".npz")
        return MaskForm::OmniSegPatches;
    if (extension == ".pt")
        return MaskForm::TorchMasks;
    if (extension == ".png")
        return MaskForm::IdMap;
    return std::nullopt;
}

/// What SAGA keeps beside its masks under the same names: their scales and features of the photos.
bool isBesideMasks(const fs::path& relative) {
    return std::any_of(relative.begin(), relative.end(), [](const fs::path& part) {
        return part == "mask_scales" || part == "features" || part == "clip_features";
    });
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
    if (!isNew && file.form < found->second.form)
        found->second = file;
}

Listing listMaskFiles(const Dataset& dataset, const fs::path& folder) {
    if (!fs::is_directory(folder))
        throw missing(CLEAVE_TR("Masks", "%1: there is no such folder of masks"), folder);
    const ViewNames names(dataset);
    Listing listing;
    std::vector<fs::path> paths;
    for (auto entry = fs::recursive_directory_iterator(folder);
         entry != fs::recursive_directory_iterator();
         ++entry)
        paths.push_back(entry->path());
    std::sort(paths.begin(), paths.end());
    for (const fs::path& path : paths) {
        const fs::path relative = path.lexically_relative(folder);
        if (fs::is_directory(path)) {
            if (const View* view = names.find(relative.generic_string()))
                offer(listing, {view, MaskForm::BinaryFolder, path}, folder);
            continue;
        }
        const auto form = formOf(path);
        if (!form || (*form == MaskForm::TorchMasks && isBesideMasks(relative)))
            continue;
        if (const View* view = names.find(withoutExtension(relative.generic_string()))) {
            offer(listing, {view, *form, path}, folder);
        } else if (!(*form == MaskForm::IdMap && relative.has_parent_path() &&
                     names.find(relative.parent_path().generic_string()))) {
            listing.unmatched.push_back(relative.generic_string());
        }
    }
    return listing;
}

/// Throws unless the mask has the view's shape, up to the rounding of one pixel of the smaller of
/// the two.
void requireShape(int width, int height, const Intrinsics& view, const fs::path& path) {
    const std::int64_t difference = std::llabs(static_cast<std::int64_t>(width) * view.height -
                                               static_cast<std::int64_t>(height) * view.width);
    if (difference > std::max(std::max(width, height), std::max(view.width, view.height)))
        throw badFile(CLEAVE_TR("Masks",
                                "%1: masks of %2 x %3 pixels do not fit the photo of %4 x %5; "
                                "expected its size or shape"),
                      path,
                      width,
                      height,
                      view.width,
                      view.height);
}

/// Where a view's pixels lie in an image of its photo of any size: the photo is scaled and, for
/// real lenses, undistorted before use.
class PhotoPixels {
public:
    PhotoPixels(const View& view, int width, int height)
        : view_(view.camera.intrinsics)
        , width_(width)
        , height_(height) {
        const Intrinsics& source = view.sourceIntrinsics;
        if (source.distortion.isNone() || source.width <= 0)
            return;
        const Intrinsics lens = source.scaledTo(width, height);
        pixels_.reserve(static_cast<std::size_t>(view_.width) * view_.height);
        for (int y = 0; y < view_.height; ++y)
            for (int x = 0; x < view_.width; ++x) {
                const Eigen::Vector2d p =
                    distort(source.distortion,
                            {(x + 0.5 - view_.cx) / view_.fx, (y + 0.5 - view_.cy) / view_.fy});
                pixels_.push_back(index(static_cast<int>(std::floor(lens.fx * p.x() + lens.cx)),
                                        static_cast<int>(std::floor(lens.fy * p.y() + lens.cy))));
            }
    }

    bool isIdentity() const {
        return pixels_.empty() && width_ == view_.width && height_ == view_.height;
    }

    /// Row-major position under pixel (x, y) of the view.
    std::size_t at(int x, int y) const {
        if (!pixels_.empty())
            return pixels_[static_cast<std::size_t>(y) * view_.width + x];
        return index(
            static_cast<int>((2 * x + 1) * static_cast<std::int64_t>(width_) / (2 * view_.width)),
            static_cast<int>((2 * y + 1) * static_cast<std::int64_t>(height_) /
                             (2 * view_.height)));
    }

private:
    std::size_t index(int x, int y) const {
        return static_cast<std::size_t>(std::clamp(y, 0, height_ - 1)) * width_ +
               std::clamp(x, 0, width_ - 1);
    }

    Intrinsics view_;
    int width_, height_;
    std::vector<std::size_t> pixels_; ///< undistorted photos only
};

/// Collects the masks of one view at its working size.
class MaskCollector {
public:
    explicit MaskCollector(const View& view) : view_(view) {}

    void add(Rle region, float predictedIou, float stability, const fs::path& path) {
        requireShape(region.width, region.height, view_.camera.intrinsics, path);
        if (!pixels_ || size_ != std::pair(region.width, region.height)) {
            size_ = {region.width, region.height};
            pixels_.emplace(view_, region.width, region.height);
        }
        if (!pixels_->isIdentity()) {
            const Image source = decodeRle(region);
            Image target(view_.camera.intrinsics.width, view_.camera.intrinsics.height, 1);
            for (int y = 0; y < target.height; ++y)
                for (int x = 0; x < target.width; ++x)
                    *target.at(x, y) = source.pixels[pixels_->at(x, y)];
            region = encodeRle(target);
        }
        if (region.area() > 0)
            masks_.push_back({std::move(region), predictedIou, stability});
    }

    std::vector<Mask> take() { return std::move(masks_); }

private:
    const View& view_;
    std::pair<int, int> size_;
    std::optional<PhotoPixels> pixels_;
    std::vector<Mask> masks_;
};

void addTensor(MaskCollector& masks, const fs::path& path) {
    const Checkpoint checkpoint = readCheckpoint(path);
    if (checkpoint.tensors().size() != 1 || checkpoint.tensors()[0].shape.size() != 3)
        throw badFile(CLEAVE_TR("Masks", "%1: expected one tensor [masks, height, width]"), path);
    const CheckpointEntry& entry = checkpoint.tensors()[0];
    const std::int64_t count = entry.shape[0], height = entry.shape[1], width = entry.shape[2];
    constexpr std::int64_t maximumSide = 1 << 16;
    if (height < 1 || width < 1 || height > maximumSide || width > maximumSide)
        throw badFile(CLEAVE_TR("Masks", "%1: expected one tensor [masks, height, width]"), path);
    const CheckpointTensor tensor = checkpoint.read(entry);
    const std::size_t pixels = static_cast<std::size_t>(height * width);
    std::vector<std::uint8_t> inside(pixels);
    const bool isByte = tensorTypeSize(tensor.type) == 1;
    const std::vector<float> values = isByte ? std::vector<float>() : tensor.floats();
    for (std::int64_t m = 0; m < count; ++m) {
        const std::size_t begin = static_cast<std::size_t>(m) * pixels;
        for (std::size_t i = 0; i < pixels; ++i)
            inside[i] = isByte ? tensor.bytes[begin + i] != std::byte{0} : values[begin + i] > 0.5f;
        masks.add(encodeRle(inside.data(), static_cast<int>(width), static_cast<int>(height)),
                  1,
                  1,
                  path);
    }
}

void addFolder(MaskCollector& masks, const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".png")
            files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) {
        const Image image = readImage(file);
        Image inside(image.width, image.height, 1);
        const int colors =
            image.channels == 2 || image.channels == 4 ? image.channels - 1 : image.channels;
        for (std::size_t i = 0; i < inside.pixels.size(); ++i)
            for (int c = 0; c < colors; ++c)
                inside.pixels[i] |= image.pixels[i * static_cast<std::size_t>(image.channels) +
                                                 static_cast<std::size_t>(c)];
        masks.add(encodeRle(inside), 1, 1, file);
    }
}

MaskHierarchy hierarchyOfPatches(const fs::path& path, const View& view) {
    OmniSegPatches patches = readOmniSegPatches(path);
    requireShape(patches.indices.width, patches.indices.height, view.camera.intrinsics, path);
    const PhotoPixels pixels(view, patches.indices.width, patches.indices.height);
    IdImage ids(view.camera.intrinsics.width, view.camera.intrinsics.height, 1);
    for (int y = 0; y < ids.height; ++y)
        for (int x = 0; x < ids.width; ++x)
            *ids.at(x, y) = patches.indices.pixels[pixels.at(x, y)];
    if (patches.correlation[0] == 0)
        return {std::move(ids), patches.patchCount, std::move(patches.correlation)};

    // A photo without uncovered pixels has a genuine patch 0 in OmniSeg3D's files; here 0 is always
    // the background.
    const auto old = static_cast<std::size_t>(patches.patchCount), count = old + 1;
    MaskHierarchy hierarchy{
        std::move(ids), static_cast<int>(count), std::vector<std::uint16_t>(count * count, 0)};
    for (std::int32_t& id : hierarchy.patches.pixels)
        ++id;
    for (std::size_t a = 0; a < old; ++a)
        for (std::size_t b = 0; b < old; ++b)
            hierarchy.correlation[(a + 1) * count + b + 1] = patches.correlation[a * old + b];
    return hierarchy;
}

std::shared_ptr<const ViewMasks> readViewMasks(const MaskFile& file) {
    auto result = std::make_shared<ViewMasks>();
    MaskCollector masks(*file.view);
    switch (file.form) {
    case MaskForm::CocoList:
        for (CocoMask& mask : readCocoMasks(file.path))
            masks.add(std::move(mask.region), mask.predictedIou, mask.stability, file.path);
        break;
    case MaskForm::OmniSegPatches:
        result->hierarchy = hierarchyOfPatches(file.path, *file.view);
        return result;
    case MaskForm::TorchMasks:
        addTensor(masks, file.path);
        break;
    case MaskForm::IdMap:
        for (auto& [id, region] : encodeIds(readIdImage(file.path)))
            masks.add(std::move(region), 1, 1, file.path);
        break;
    case MaskForm::BinaryFolder:
        addFolder(masks, file.path);
        break;
    }
    result->masks = masks.take();
    result->hierarchy = buildMaskHierarchy(
        result->masks, file.view->camera.intrinsics.width, file.view->camera.intrinsics.height);
    return result;
}

void note(MarkedText marked, const std::vector<std::string>& names) {
    if (!names.empty())
        log(LogLevel::Warning, text(marked, names.size(), names.front()));
}

} // namespace

MaskImport importMasks(const Dataset& dataset, const fs::path& folder, Progress& progress) {
    progress.phase(text(CLEAVE_TR("Masks", "Reading masks")));
    Listing listing = listMaskFiles(dataset, folder);
    MaskImport result;
    result.unmatchedFiles = std::move(listing.unmatched);
    result.testFiles = std::move(listing.ofTestViews);
    for (const View& view : dataset.views)
        if (!view.isTest && !listing.files.contains(view.id))
            result.skippedViews.push_back(view.name);
    if (listing.files.empty())
        throw badInput(CLEAVE_TR("Masks",
                                 "%1: no file fits a training view; expected VIEW.json, VIEW.png, "
                                 "VIEW.npz, VIEW.pt or VIEW/*.png with VIEW such as \"%2\""),
                       folder,
                       dataset.views.empty() ? std::string()
                                             : withoutExtension(dataset.views.front().name));
    note(CLEAVE_TR("Masks", "%1 mask files fit no view, the first is %2"), result.unmatchedFiles);
    note(CLEAVE_TR("Masks", "%1 training views have no mask file, the first is %2"),
         result.skippedViews);

    const std::vector<std::pair<ViewId, MaskFile>> files(listing.files.begin(),
                                                         listing.files.end());
    std::vector<std::shared_ptr<const ViewMasks>> views(files.size());
    std::mutex mutex;
    std::int64_t done = 0;
    kernels::forChunks(static_cast<std::int64_t>(files.size()),
                       1,
                       [&](std::int64_t begin, std::int64_t, std::int64_t) {
                           progress.check();
                           const auto index = static_cast<std::size_t>(begin);
                           views[index] = readViewMasks(files[index].second);
                           const std::lock_guard lock(mutex);
                           progress.advance(++done, static_cast<std::int64_t>(files.size()));
                       });

    auto masks = std::make_shared<MaskSet>();
    masks->source = "imported";
    for (std::size_t i = 0; i < files.size(); ++i)
        masks->views[files[i].first] = std::move(views[i]);
    result.masks = std::move(masks);
    return result;
}

} // namespace cleave
