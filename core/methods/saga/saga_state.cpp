// SPDX-License-Identifier: Apache-2.0
#include "core/base/error.h"
#include "core/methods/saga/saga.h"

#include <algorithm>

namespace cleave {

namespace {

constexpr const char* gateName = "saga.gate";           ///< [2, C] weights, biases
constexpr const char* quantilesName = "saga.quantiles"; ///< [1, n] scene units

} // namespace

bool isFirstSaga(const LiftedState& state) {
    return std::find(state.params.begin(),
                     state.params.end(),
                     std::pair<std::string, std::string>("version", "1")) != state.params.end();
}

void storeSagaState(const SagaState& saga,
                    std::map<std::string, kernels::Array<float, 2>>& arrays) {
    kernels::Array<float, 2> gate(2, saga.gate.size());
    for (std::size_t d = 0; d < saga.gate.size(); ++d) {
        gate(0, d) = static_cast<float>(saga.gate.weights[d]);
        gate(1, d) = static_cast<float>(saga.gate.biases[d]);
    }
    const std::span<const double> levels = saga.quantiles.quantiles();
    kernels::Array<float, 2> quantiles(1, levels.size());
    std::transform(levels.begin(), levels.end(), quantiles.begin(), [](double level) {
        return static_cast<float>(level);
    });
    arrays[gateName] = std::move(gate);
    arrays[quantilesName] = std::move(quantiles);
}

SagaState loadSagaState(const LiftedState& state, std::int64_t dimensions) {
    const auto gate = state.arrays.find(gateName), quantiles = state.arrays.find(quantilesName);
    if (gate == state.arrays.end() || quantiles == state.arrays.end() ||
        gate->second.size(0) != 2 || gate->second.size(1) != dimensions ||
        quantiles->second.count() == 0)
        throw missing(CLEAVE_TR("Methods",
                                "the lifted features of saga lack their scale gate for %1 "
                                "channels; lift it again"),
                      dimensions);
    SagaState saga;
    for (std::int64_t d = 0; d < dimensions; ++d) {
        saga.gate.weights.push_back(gate->second(0, d));
        saga.gate.biases.push_back(gate->second(1, d));
    }
    saga.quantiles = QuantileTransform::fromQuantiles(
        std::vector<double>(quantiles->second.begin(), quantiles->second.end()));
    return saga;
}

} // namespace cleave
