// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/dataset_import.h"

#include "core/base/log.h"
#include "core/base/safe_file.h"
#include "core/dataset/content_hash.h"
#include "core/dataset/initial_points.h"
#include "core/dataset/posed_photos.h"
#include "core/dataset/split.h"
#include "core/dataset/undistort.h"
#include "core/formats/image_file.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <atomic>
#include <cmath>

namespace cleave {

namespace fs = std::filesystem;

namespace {

using detail::PhotoRole;
using detail::PosedPhoto;
using detail::PosedPhotos;

Error unknownFolder(const fs::path& path) {
    return missing(CLEAVE_TR("Dataset",
                             "%1 is no data set that can be recognised; looked for transforms.json "
                             "or transforms_train.json, a COLMAP "
                             "model (cameras and images, .bin or .txt, in sparse/0, sparse, "
                             "colmap/sparse/0 or the folder itself), "
                             "poses_bounds.npy, and traj_w_c.txt or traj.txt"),
                   path);
}

/// A transforms.json that names photos stands over the other descriptions in its folder: it is the
/// most explicit.
PosedPhotos recognise(const fs::path& path) {
    const bool hasModel = !detail::findColmapModel(path).empty();
    if (detail::isTransforms(path)) {
        PosedPhotos found = detail::readTransformsPhotos(path);
        if (!found.photos.empty() || !(hasModel || detail::isLlff(path)))
            return found;
    }
    if (hasModel)
        return detail::readColmapPhotos(path);
    if (detail::isLlff(path))
        return detail::readLlffPhotos(path);
    if (detail::isReplica(path))
        return detail::readReplicaPhotos(path);
    throw unknownFolder(path);
}

PosedPhotos readCameras(const fs::path& path, const std::string& format) {
    std::error_code code;
    if (!fs::exists(path, code))
        throw missing(CLEAVE_TR("Dataset", "%1, the folder of the data set, is not there"), path);
    const bool isFolder = fs::is_directory(path, code);
    if (!isFolder && (path.extension() != ".json" || (format != "auto" && format != "transforms")))
        throw badInput(
            CLEAVE_TR(
                "Dataset",
                "%1 is no folder; expected the folder of a data set or a transforms JSON file"),
            path);
    if (!isFolder || format == "transforms")
        return detail::readTransformsPhotos(path);
    if (format == "auto")
        return recognise(path);
    if (format == "colmap")
        return detail::readColmapPhotos(path);
    if (format == "llff")
        return detail::readLlffPhotos(path);
    if (format == "replica")
        return detail::readReplicaPhotos(path);
    throw badInput(
        CLEAVE_TR("Dataset",
                  "format is \"%1\"; expected auto, colmap, transforms, llff or replica"),
        format);
}

/// The lens at the size of the photo, which may be a uniformly scaled copy of what the cameras were
/// made for.
Intrinsics fitToPhoto(const Intrinsics& lens, int width, int height, const fs::path& photo) {
    if (lens.width == width && lens.height == height)
        return lens;
    const double ratioX = static_cast<double>(width) / lens.width,
                 ratioY = static_cast<double>(height) / lens.height;
    // Sizes are rounded to whole pixels, so either side may be off by one.
    const double slack = std::max(1.0 / lens.width, 1.0 / lens.height) * 1.01;
    if (std::abs(ratioX - ratioY) > slack)
        throw badFile(CLEAVE_TR("Dataset",
                                "%1 has %2 x %3 pixels, its camera %4 x %5; expected the same size "
                                "or a uniformly scaled one"),
                      photo,
                      width,
                      height,
                      lens.width,
                      lens.height);
    return lens.scaledTo(width, height);
}

int scaledSide(int side, int downscale) {
    return static_cast<int>(std::lround(static_cast<double>(side) / downscale));
}

void requireWorkingSize(const Intrinsics& lens, int downscale, const fs::path& photo) {
    constexpr int leastSide = 8;
    const int width = scaledSide(lens.width, downscale),
              height = scaledSide(lens.height, downscale);
    if (width < leastSide || height < leastSide)
        throw badInput(CLEAVE_TR("Dataset",
                                 "%1: %2 x %3 pixels divided by %4 leave %5 x %6; expected at "
                                 "least %7 on each side"),
                       photo,
                       lens.width,
                       lens.height,
                       downscale,
                       width,
                       height,
                       leastSide);
}

/// What a look at one photo yields.
struct Checked {
    bool isReadable = false;
    std::uint64_t hash = 0;
    Intrinsics lens;
};

Checked check(const PosedPhoto& photo) {
    ImageInfo info;
    Checked checked;
    try {
        info = readImageInfo(photo.path);
        const std::vector<std::byte> bytes = readFile(photo.path);
        if (!reachesItsEnd(bytes))
            throw badFile(CLEAVE_TR("Dataset", "%1 ends within its pixels"), photo.path);
        checked.hash = contentHash(bytes);
    } catch (const Error& error) {
        log(LogLevel::Warning, text(CLEAVE_TR("Dataset", "Skipped: %1"), error.what()));
        return checked;
    }
    const auto* known = std::get_if<Intrinsics>(&photo.lens);
    const Intrinsics lens =
        known ? *known
              : std::get<TransformsLens>(photo.lens).resolve(info.width, info.height, photo.place);
    checked.lens = fitToPhoto(lens, info.width, info.height, photo.path);
    checked.isReadable = true;
    return checked;
}

std::vector<Checked> checkPhotos(const std::vector<PosedPhoto>& photos, Progress& progress) {
    std::vector<Checked> checked(photos.size());
    std::atomic<std::int64_t> done = 0;
    const auto count = static_cast<std::int64_t>(photos.size());
    // The first error by position, not by time, so that the same data set always says the same.
    std::vector<std::exception_ptr> errors(photos.size());
    kernels::forChunks(count, 1, [&](std::int64_t begin, std::int64_t, std::int64_t) {
        progress.advance(done++, count);
        try {
            checked[begin] = check(photos[begin]);
        } catch (const Error&) {
            errors[begin] = std::current_exception();
        }
    });
    for (const std::exception_ptr& error : errors)
        if (error)
            std::rethrow_exception(error);
    return checked;
}

/// The deepest folder that holds all photos: view names are relative to it.
fs::path commonFolder(const std::vector<PosedPhoto>& photos) {
    fs::path common = photos[0].path.parent_path();
    for (const PosedPhoto& photo : photos) {
        const fs::path folder = photo.path.parent_path();
        while (!common.empty() && common != common.root_path()) {
            const auto [end, unused] =
                std::mismatch(common.begin(), common.end(), folder.begin(), folder.end());
            if (end == common.end())
                break;
            common = common.parent_path();
        }
    }
    return common;
}

fs::path relativeWhenUnder(const fs::path& path, const fs::path& folder) {
    const fs::path relative = path.lexically_relative(folder);
    return relative.empty() || *relative.begin() == ".." ? path : relative;
}

Dataset makeDataset(PosedPhotos found, const std::vector<Checked>& checked, int downscale) {
    Dataset dataset;
    dataset.format = found.format;
    dataset.folder = found.folder;
    dataset.downscale = downscale;
    dataset.points = std::move(found.points);
    dataset.skipped = std::move(found.missing);
    const fs::path common = commonFolder(found.photos);
    // Found once per lens: data sets have few lenses and many photos.
    std::vector<std::pair<Intrinsics, Intrinsics>> pinholes;
    const auto pinholeOf = [&](const Intrinsics& lens) {
        for (const auto& [known, pinhole] : pinholes)
            if (known == lens)
                return pinhole;
        return pinholes.emplace_back(lens, undistortedIntrinsics(lens)).second;
    };
    for (std::size_t i = 0; i < found.photos.size(); ++i) {
        const PosedPhoto& photo = found.photos[i];
        View view;
        view.path = relativeWhenUnder(photo.path, dataset.folder);
        if (!checked[i].isReadable) {
            dataset.skipped.push_back(view.path.generic_string());
            continue;
        }
        view.name = relativeWhenUnder(photo.path, common).generic_string();
        view.contentHash = checked[i].hash;
        view.sourceIntrinsics = checked[i].lens;
        requireWorkingSize(view.sourceIntrinsics, downscale, photo.path);
        view.camera = {photo.pose,
                       pinholeOf(view.sourceIntrinsics)
                           .scaledTo(scaledSide(view.sourceIntrinsics.width, downscale),
                                     scaledSide(view.sourceIntrinsics.height, downscale))};
        view.isTest = photo.role == PhotoRole::Test;
        dataset.views.push_back(std::move(view));
    }
    if (!found.isSortedByNumber)
        std::sort(dataset.views.begin(), dataset.views.end(), [](const View& a, const View& b) {
            return a.name < b.name;
        });
    for (std::size_t i = 0; i < dataset.views.size(); ++i)
        dataset.views[i].id = {static_cast<std::int32_t>(i)};
    std::sort(dataset.skipped.begin(), dataset.skipped.end());
    return dataset;
}

void split(Dataset& dataset, bool isSaidByData, const DatasetImportParams& params) {
    if (!params.testViews.empty())
        holdOutNamed(dataset, readViewNames(params.testViews), params.testViews);
    else if (params.testEvery != 0)
        holdOutEvery(dataset, params.testEvery);
    else if (!isSaidByData)
        holdOutEvery(dataset, defaultTestEvery);
    if (dataset.trainViews().empty())
        throw badInput(
            CLEAVE_TR("Dataset", "%1: all %2 photos are test views, none is left to train on"),
            dataset.folder,
            dataset.views.size());
}

void requireValid(const DatasetImportParams& params) {
    if (params.downscale < 1)
        throw badInput(CLEAVE_TR("Dataset", "downscale is %1; expected 1 or more"),
                       params.downscale);
    if (params.testEvery < 0 || params.testEvery == 1)
        throw badInput(
            CLEAVE_TR("Dataset",
                      "test-every is %1; expected 2 or more, or 0 for what the data says"),
            params.testEvery);
}

Error noPhotos(const PosedPhotos& found) {
    return missing(
        CLEAVE_TR(
            "Dataset",
            "%1 has cameras for %2 photos, but none of the photos could be read (looked in %3)"),
        found.source,
        found.photos.size() + found.missing.size(),
        found.lookedIn);
}

} // namespace

ParamList describe(DatasetImportParams& p) {
    return {
        {.name = "format",
         .value = &p.format,
         .label = CLEAVE_TR("Params", "Format"),
         .help = CLEAVE_TR("Params",
                           "auto, colmap, transforms, llff or replica; auto recognises the format "
                           "from the folder.")},
        {.name = "downscale",
         .value = &p.downscale,
         .label = CLEAVE_TR("Params", "Downscale"),
         .help = CLEAVE_TR(
             "Params",
             "Photos are used at this fraction of their size: 2 halves width and height."),
         .range = ParamRange{1, 64, 1}},
        {.name = "test-every",
         .value = &p.testEvery,
         .label = CLEAVE_TR("Params", "Hold out every n-th photo"),
         .help = CLEAVE_TR("Params",
                           "Test photos by name, starting with the first; 0 follows the data, or "
                           "takes every 8th where it says nothing."),
         .range = ParamRange{0, 100000, 1}},
        {.name = "test-views",
         .value = &p.testViews,
         .label = CLEAVE_TR("Params", "List of test photos"),
         .help = CLEAVE_TR("Params",
                           "A text file with the names of the photos to hold out, one a line.")},
        {.name = "points",
         .value = &p.points,
         .label = CLEAVE_TR("Params", "Initial points"),
         .help = CLEAVE_TR("Params",
                           "Points in the world of the cameras to start from: a .ply, points3D.bin "
                           "or points3D.txt. Empty: those of the data set.")},
    };
}

Dataset
importDataset(const fs::path& given, const DatasetImportParams& params, Progress& progress) {
    requireValid(params);
    progress.phase(text(CLEAVE_TR("Dataset", "Reading cameras")));
    fs::path path = fs::absolute(given).lexically_normal();
    if (!path.has_filename())
        path = path.parent_path(); // "folder/"
    PosedPhotos found = readCameras(path, params.format);
    if (!params.points.empty())
        found.points = readInitialPoints(params.points);
    if (found.photos.empty())
        throw noPhotos(found);

    progress.phase(text(CLEAVE_TR("Dataset", "Checking photos")));
    Progress checking = progress.part(0.1, 1);
    const std::vector<Checked> checked = checkPhotos(found.photos, checking);
    if (std::none_of(
            checked.begin(), checked.end(), [](const Checked& photo) { return photo.isReadable; }))
        throw noPhotos(found);
    const bool isSaidByData =
        std::any_of(found.photos.begin(), found.photos.end(), [](const PosedPhoto& photo) {
            return photo.role != PhotoRole::Unsaid;
        });
    Dataset dataset = makeDataset(std::move(found), checked, params.downscale);
    split(dataset, isSaidByData, params);
    for (const std::string& name : dataset.skipped)
        log(LogLevel::Warning,
            text(CLEAVE_TR("Dataset", "The photo %1 is missing or unreadable and was skipped"),
                 name));
    progress.advance(1);
    return dataset;
}

} // namespace cleave
