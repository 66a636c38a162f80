// SPDX-License-Identifier: Apache-2.0
#include "core/formats/colmap_lens.h"

#include "core/base/error.h"

#include <array>
#include <cmath>

namespace cleave::detail {

namespace {

constexpr std::array<ColmapLensModel, 12> models = {{
    {0, "SIMPLE_PINHOLE", 3, true},
    {1, "PINHOLE", 4, true},
    {2, "SIMPLE_RADIAL", 4, true},
    {3, "RADIAL", 5, true},
    {4, "OPENCV", 8, true},
    {5, "OPENCV_FISHEYE", 8, false},
    {6, "FULL_OPENCV", 12, false},
    {7, "FOV", 5, false},
    {8, "SIMPLE_RADIAL_FISHEYE", 4, false},
    {9, "RADIAL_FISHEYE", 5, false},
    {10, "THIN_PRISM_FISHEYE", 12, false},
    {11, "RAD_TAN_THIN_PRISM_FISHEYE", 16, false},
}};

constexpr std::uint64_t maxSide = 1u << 20;

} // namespace

const ColmapLensModel* colmapLensModel(int number) {
    for (const ColmapLensModel& model : models)
        if (model.number == number)
            return &model;
    return nullptr;
}

const ColmapLensModel* colmapLensModel(std::string_view name) {
    for (const ColmapLensModel& model : models)
        if (model.name == name)
            return &model;
    return nullptr;
}

void requireColmapLens(const ColmapLensModel* model,
                       const std::string& named,
                       const std::string& place) {
    if (model && model->isRead)
        return;
    throw Error(ErrorKind::Unsupported,
                text(CLEAVE_TR("Formats",
                               "%1: camera model %2 is not read; expected SIMPLE_PINHOLE, PINHOLE, "
                               "SIMPLE_RADIAL, RADIAL or OPENCV "
                               "(colmap image_undistorter makes PINHOLE cameras)"),
                     place,
                     named));
}

Intrinsics colmapIntrinsics(const ColmapLensModel& model,
                            std::uint64_t width,
                            std::uint64_t height,
                            std::span<const double> p,
                            const std::string& place) {
    if (width == 0 || height == 0 || width > maxSide || height > maxSide)
        throw badFile(CLEAVE_TR("Formats", "%1: a size of %2 x %3 pixels is none a photo can have"),
                      place,
                      width,
                      height);
    Intrinsics lens;
    lens.width = static_cast<int>(width);
    lens.height = static_cast<int>(height);
    const bool hasTwoFocals = model.number == 1 || model.number == 4;
    const std::size_t center = hasTwoFocals ? 2 : 1;
    lens.fx = p[0];
    lens.fy = hasTwoFocals ? p[1] : p[0];
    lens.cx = p[center];
    lens.cy = p[center + 1];
    std::array<double*, 4> distortion = {
        &lens.distortion.k1, &lens.distortion.k2, &lens.distortion.p1, &lens.distortion.p2};
    for (std::size_t i = center + 2; i < p.size(); ++i)
        *distortion[i - center - 2] = p[i];
    for (const double value : p)
        if (!std::isfinite(value))
            throw badFile(
                CLEAVE_TR("Formats", "%1: a parameter of the lens is not a finite number"), place);
    if (!(lens.fx > 0) || !(lens.fy > 0))
        throw badFile(CLEAVE_TR("Formats",
                                "%1: the focal length is %2; expected a positive number of pixels"),
                      place,
                      lens.fx);
    return lens;
}

} // namespace cleave::detail
