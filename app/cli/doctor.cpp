// SPDX-License-Identifier: Apache-2.0
#include "app/cli/command.h"
#include "core/jobs/diagnose.h"

namespace cleave::cli {

void addDoctor(Commands& commands) {
    commands.add("doctor",
                 "Which devices, libraries and checkpoints are found and what is missing",
                 [](Commands&) {
                     const Diagnosis diagnosis = diagnose();
                     Json result = {{"devices", Json::array()},
                                    {"libraries", Json::array()},
                                    {"models", Json::array()},
                                    {"advice", diagnosis.advice}};
                     for (const DeviceDiagnosis& device : diagnosis.devices)
                         result["devices"].push_back({{"name", device.name},
                                                      {"usable", device.usable},
                                                      {"used", device.used},
                                                      {"detail", device.detail}});
                     for (const LibraryDiagnosis& library : diagnosis.libraries)
                         result["libraries"].push_back({{"name", library.name},
                                                        {"version", library.version},
                                                        {"detail", library.detail}});
                     for (const ModelDiagnosis& model : diagnosis.models)
                         result["models"].push_back({{"name", model.name},
                                                     {"present", model.present},
                                                     {"used_by", model.usedBy},
                                                     {"path", model.path}});
                     return result;
                 });
}

} // namespace cleave::cli
