// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/diagnose.h"

#include "core/jobs/manage_models.h"
#include "core/torch/runtime.h"
#include "kernels/base/parallel_for.h"
#include "kernels/base/simd_target.h"

#include <QStandardPaths>
#include <QString>
#include <assimp/version.h>
#include <opencv2/core/version.hpp>
#include <openvdb/version.h>
#include <tbb/version.h>

namespace cleave {

namespace {

std::string dotted(int major, int minor, int patch) {
    return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

} // namespace

std::vector<DeviceDiagnosis> diagnoseDevices() {
    const kernels::CpuFeatures& cpu = kernels::cpuFeatures();
    return {{"cpu",
             cpu.model + ", " + std::to_string(kernels::threadCount()) + " threads, " +
                 kernels::simdTargetName(kernels::simdTarget()),
             true,
             true},
            {"cuda", kernels::builtWithCuda ? "built in" : "not part of this build", false, false}};
}

Diagnosis diagnose() {
    Diagnosis diagnosis;
    diagnosis.devices = diagnoseDevices();
    const kernels::CpuFeatures& cpu = kernels::cpuFeatures();

    const TorchInfo torch = torchInfo();
    diagnosis.libraries = {
        {"LibTorch", torch.version, torch.hasMkldnn ? "with oneDNN" : "without oneDNN"},
        {"BLAS", "", torch.blas.empty() ? "not found" : torch.blas},
        {"Qt", qVersion(), ""},
        {"OpenCV", CV_VERSION, ""},
        {"Assimp",
         dotted(static_cast<int>(aiGetVersionMajor()),
                static_cast<int>(aiGetVersionMinor()),
                static_cast<int>(aiGetVersionPatch())),
         ""},
        {"OpenVDB",
         dotted(OPENVDB_LIBRARY_MAJOR_VERSION_NUMBER,
                OPENVDB_LIBRARY_MINOR_VERSION_NUMBER,
                OPENVDB_LIBRARY_PATCH_VERSION_NUMBER),
         ""},
        {"oneTBB", dotted(TBB_VERSION_MAJOR, TBB_VERSION_MINOR, TBB_VERSION_PATCH), ""},
    };
    const QString colmap = QStandardPaths::findExecutable(QStringLiteral("colmap"));
    diagnosis.libraries.push_back(
        {"colmap", "", colmap.isEmpty() ? "not found" : colmap.toStdString()});

    bool hasSegmenter = false;
    for (const ModelState& state : listModels()) {
        diagnosis.models.push_back(
            {state.model.name, state.isPresent, usedBy(state.model.network), state.path.string()});
        const bool isSegmenter =
            state.model.network == "sam" || state.model.network == "mobile_sam";
        hasSegmenter = hasSegmenter || (isSegmenter && state.isPresent);
    }

    if (torch.blas.find("openblas") == std::string::npos &&
        torch.blas.find("mkl") == std::string::npos)
        diagnosis.advice.push_back("LibTorch multiplies with a slow BLAS (" + torch.blas +
                                   "); install libopenblas0-pthread");
    if (colmap.isEmpty())
        diagnosis.advice.push_back(
            "photos without poses need the colmap program: apt-get install colmap");
    if (!cpu.avx2)
        diagnosis.advice.push_back(
            "this processor has no AVX2; training will be several times slower");
    if (!hasSegmenter)
        diagnosis.advice.push_back(
            "no checkpoint of Segment Anything is here, so masks are made from regions; download "
            "mobile_sam.pt (cleave models list tells where), then: cleave models add FILE");
    return diagnosis;
}

} // namespace cleave
