// SPDX-License-Identifier: Apache-2.0
// What `doctor` tells: which devices, libraries and checkpoints there are, what will be used, what
// is missing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cleave {

struct DeviceDiagnosis {
    std::string name;   ///< cpu | cuda
    std::string detail; ///< processor, instruction set, or why there is none
    bool usable = false;
    bool used = false; ///< what --device auto takes
};

struct LibraryDiagnosis {
    std::string name;
    std::string version;
    std::string detail;
};

struct ModelDiagnosis {
    std::string name;
    bool present = false;
    std::string usedBy;
    std::string path; ///< where it lies or would lie
};

struct Diagnosis {
    std::vector<DeviceDiagnosis> devices;
    std::vector<LibraryDiagnosis> libraries;
    std::vector<ModelDiagnosis> models;
    std::vector<std::string>
        advice; ///< one line per thing that is missing or slow, with the remedy
};

/// The devices alone: quick.
std::vector<DeviceDiagnosis> diagnoseDevices();
Diagnosis diagnose();

} // namespace cleave
