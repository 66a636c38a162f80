// SPDX-License-Identifier: Apache-2.0
#include "core/formats/llff.h"

#include "core/formats/npy.h"
#include "core/formats/rotation_check.h"

#include <cmath>

namespace cleave {

namespace {

constexpr int rowSize = 17;

LlffRow parseRow(const double* values, const std::string& place) {
    const Eigen::Map<const Eigen::Matrix<double, 3, 5, Eigen::RowMajor>> matrix(values);
    Eigen::Matrix<double, 3, 4> worldFromCamera;
    worldFromCamera.col(0) = matrix.col(1);
    worldFromCamera.col(1) = matrix.col(0);
    worldFromCamera.col(2) = -matrix.col(2);
    worldFromCamera.col(3) = matrix.col(3);
    LlffRow row;
    row.pose = detail::checkedPose(worldFromCamera, place);
    const double height = matrix(0, 4), width = matrix(1, 4), focal = matrix(2, 4);
    if (!(height >= 1 && height < 1e6) || !(width >= 1 && width < 1e6) ||
        !(focal > 0 && std::isfinite(focal)))
        throw badFile(
            CLEAVE_TR(
                "Formats",
                "%1: height %2, width %3, focal length %4; expected positive numbers of pixels"),
            place,
            height,
            width,
            focal);
    row.intrinsics = {static_cast<int>(std::lround(width)),
                      static_cast<int>(std::lround(height)),
                      focal,
                      focal,
                      0.5 * width,
                      0.5 * height,
                      {}};
    row.near = values[15];
    row.far = values[16];
    if (!std::isfinite(row.near) || !std::isfinite(row.far))
        throw badFile(
            CLEAVE_TR("Formats", "%1: the depth bounds hold a value that is not a finite number"),
            place);
    return row;
}

} // namespace

std::vector<LlffRow> readLlff(const std::filesystem::path& path) {
    const NpyArray array = readNpy(path);
    if (array.shape.size() != 2 || array.shape[1] != rowSize)
        throw badFile(
            CLEAVE_TR(
                "Formats",
                "%1: expected an array of N rows with 17 numbers each (LLFF poses and bounds)"),
            path);
    const std::vector<double> values = array.values<double>();
    std::vector<LlffRow> rows;
    for (std::int64_t i = 0; i < array.shape[0]; ++i)
        rows.push_back(
            parseRow(values.data() + i * rowSize, path.string() + ", row " + std::to_string(i)));
    return rows;
}

} // namespace cleave
