// SPDX-License-Identifier: Apache-2.0
#include "core/formats/replica_trajectory.h"

#include "core/base/safe_file.h"
#include "core/formats/json_file.h"
#include "core/formats/rotation_check.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdlib>
#include <sstream>

namespace cleave {

std::vector<Pose> readReplicaTrajectory(const std::filesystem::path& path) {
    std::istringstream lines(readTextFile(path));
    std::vector<Pose> poses;
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
        if (line.find_first_not_of(" \t\r") == std::string::npos)
            continue;
        const std::string place = path.string() + ", line " + std::to_string(number);
        std::vector<double> values;
        std::istringstream words(line);
        for (std::string word; words >> word;) {
            char* end = nullptr;
            values.push_back(
                std::strtod(word.c_str(), &end)); // reads "nan" too; the pose check names it
            if (*end != '\0')
                throw badFile(
                    CLEAVE_TR("Formats", "%1: \"%2\" is not a number"), place, word.substr(0, 40));
        }
        if (values.size() != 16)
            throw badFile(
                CLEAVE_TR("Formats", "%1 has %2 numbers; expected the 16 of a 4x4 matrix"),
                place,
                values.size());
        poses.push_back(detail::checkedPose(
            Eigen::Map<const Eigen::Matrix<double, 4, 4, Eigen::RowMajor>>(values.data())
                .topRows<3>(),
            place));
    }
    return poses;
}

Intrinsics readReplicaCamera(const std::filesystem::path& path) {
    const nlohmann::json file = readJsonFile(path);
    const nlohmann::json camera =
        file.is_object() ? file.value("camera", nlohmann::json()) : nlohmann::json();
    const auto number = [&](const char* key) {
        const auto value =
            camera.is_object() ? jsonNumber(camera, key, path.string() + ", camera") : std::nullopt;
        if (!value || !(*value > 0) || *value > 1e6)
            throw badFile(CLEAVE_TR("Formats",
                                    "%1: expected \"camera\" with positive numbers w, h, fx, fy, "
                                    "cx, cy; \"%2\" is none"),
                          path,
                          key);
        return *value;
    };
    return {static_cast<int>(number("w")),
            static_cast<int>(number("h")),
            number("fx"),
            number("fy"),
            number("cx"),
            number("cy"),
            {}};
}

Intrinsics replicaDefaultCamera(int width, int height) {
    return {width, height, 0.5 * width, 0.5 * width, 0.5 * width, 0.5 * height, {}};
}

} // namespace cleave
