// SPDX-License-Identifier: Apache-2.0
#include "core/export/export_photo_masks.h"

#include "core/base/error.h"
#include "core/base/safe_file.h"
#include "core/export/export_choice.h"
#include "core/formats/coco_rle.h"
#include "core/formats/npz.h"
#include "core/formats/torch_save.h"
#include "core/masks/mask_patches.h"
#include "core/masks/mask_scale.h"
#include "core/rendering/renderer.h"

#include <algorithm>

namespace cleave {

namespace {

namespace fs = std::filesystem;

/// The masks as images, nonzero = inside; from the patches where only these are known.
std::vector<Image> imagesOf(const ViewMasks& view) {
    std::vector<Image> images;
    for (const Mask& mask : view.masks)
        images.push_back(decodeRle(mask.region));
    if (!view.masks.empty())
        return images;
    const IdImage& patches = view.hierarchy.patches;
    for (const std::vector<std::int32_t>& mask : masksAsPatches(view)) {
        Image& image = images.emplace_back(patches.width, patches.height, 1);
        for (std::size_t i = 0; i < image.pixels.size(); ++i)
            image.pixels[i] =
                std::binary_search(mask.begin(), mask.end(), patches.pixels[i]) ? 255 : 0;
    }
    return images;
}

bool isConstant(const Image& mask) {
    return std::all_of(mask.pixels.begin(), mask.pixels.end(), [&](std::uint8_t pixel) {
        return (pixel != 0) == (mask.pixels.front() != 0);
    });
}

class PhotoMaskWriter {
public:
    PhotoMaskWriter(const RadianceField& field, fs::path folder)
        : field_(field)
        , folder_(std::move(folder)) {}

    void writeOmniSeg3d(const View& view, const ViewMasks& masks) {
        const MaskHierarchy& hierarchy = masks.hierarchy;
        writeOmniSegPatches(file("sam", view, ".npz"),
                            {hierarchy.patches, hierarchy.patchCount, hierarchy.correlation});
    }

    void writeSaga(const View& view, const ViewMasks& masks) {
        std::vector<Image> images = imagesOf(masks);
        std::erase_if(images, isConstant);
        const auto count = static_cast<std::int64_t>(images.size());
        const Intrinsics& lens = view.camera.intrinsics;
        std::vector<std::byte> inside;
        for (const Image& image : images)
            for (const std::uint8_t pixel : image.pixels)
                inside.push_back(static_cast<std::byte>(pixel != 0));
        saveTorchTensor(file("sam_masks", view, ".pt"),
                        TensorType::Bool,
                        {count, lens.height, lens.width},
                        inside);
        const std::vector<float> scales = scalesOf(images, view.camera);
        saveTorchTensor(file("mask_scales", view, ".pt"),
                        TensorType::Float32,
                        {count},
                        std::as_bytes(std::span(scales)));
    }

    void writeCoco(const View& view, const ViewMasks& masks) {
        std::vector<CocoMask> records;
        for (const Mask& mask : masks.masks)
            records.push_back({mask.region, mask.predictedIou, mask.stability, ""});
        if (masks.masks.empty())
            for (const Image& image : imagesOf(masks))
                records.push_back({encodeRle(image), 1, 1, ""});
        writeCocoMasks(file("", view, ".json"), records, true);
    }

    std::vector<fs::path> files;

private:
    const fs::path& file(const std::string& subfolder, const View& view, const char* extension) {
        const fs::path parent = subfolder.empty() ? folder_ : folder_ / subfolder;
        makeFolder(parent);
        return files.emplace_back(
            parent / (fileNameOf(fs::path(view.name).replace_extension().string()) + extension));
    }

    std::vector<float> scalesOf(const std::vector<Image>& images, const Camera& camera) const {
        const FloatImage depth = renderView(field_, camera, {.color = false, .depth = true}).depth;
        std::vector<float> scales;
        float least = 0;
        for (const Image& image : images) {
            scales.push_back(static_cast<float>(maskScale(image, depth, camera.intrinsics)));
            if (scales.back() > 0 && !(least > 0 && least < scales.back()))
                least = scales.back();
        }
        for (float& scale : scales)
            scale = scale > 0 ? scale : least;
        return scales;
    }

    const RadianceField& field_;
    fs::path folder_;
};

} // namespace

std::vector<fs::path> exportPhotoMasks(const Dataset& dataset,
                                       const MaskSet& masks,
                                       const RadianceField& field,
                                       PhotoMaskFormat format,
                                       const fs::path& folder,
                                       Progress& progress) {
    if (masks.views.empty())
        throw missing(CLEAVE_TR(
            "Export", "the project has no masks of its photos; make or import them first"));
    if (format == PhotoMaskFormat::Saga)
        requireField(field);
    makeFolder(folder);
    PhotoMaskWriter writer(field, folder);
    std::int64_t done = 0;
    for (const auto& [id, view] : masks.views) {
        const View& photo = dataset.view(id);
        if (format == PhotoMaskFormat::OmniSeg3d)
            writer.writeOmniSeg3d(photo, *view);
        else if (format == PhotoMaskFormat::Saga)
            writer.writeSaga(photo, *view);
        else
            writer.writeCoco(photo, *view);
        progress.advance(++done, static_cast<std::int64_t>(masks.views.size()));
    }
    return std::move(writer.files);
}

} // namespace cleave
