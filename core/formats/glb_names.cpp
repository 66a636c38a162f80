// SPDX-License-Identifier: Apache-2.0
#include "core/formats/glb_names.h"

#include "kernels/base/check.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <cstring>

namespace cleave {

namespace {

constexpr std::size_t headerBytes = 12, chunkHeaderBytes = 8;

std::uint32_t wordAt(std::span<const std::byte> bytes, std::size_t offset) {
    std::uint32_t word = 0;
    std::memcpy(&word, bytes.data() + offset, sizeof word);
    return word;
}

/// Names the children of a JSON node after the children of ours (-1: those at the top), which were
/// written in the same order.
void nameChildren(nlohmann::json& nodes, std::size_t node, const MeshScene& scene, int parent) {
    std::size_t child = 0;
    for (std::size_t i = 0; i < scene.nodes.size(); ++i) {
        if (scene.nodes[i].parent != parent)
            continue;
        const auto index = nodes.at(node).at("children").at(child++).get<std::size_t>();
        nodes.at(index)["name"] = scene.nodes[i].name;
        nameChildren(nodes, index, scene, static_cast<int>(i));
    }
}

} // namespace

std::vector<std::byte> withNodeNames(std::span<const std::byte> glb, const MeshScene& scene) {
    CLEAVE_ASSERT(glb.size() > headerBytes + chunkHeaderBytes);
    const std::size_t oldLength = wordAt(glb, headerBytes), begin = headerBytes + chunkHeaderBytes;
    CLEAVE_ASSERT(begin + oldLength <= glb.size());
    const char* text = reinterpret_cast<const char*>(glb.data()) + begin;
    nlohmann::json document = nlohmann::json::parse(text, text + oldLength);
    nameChildren(document.at("nodes"),
                 document.at("scenes").at(0).at("nodes").at(0).get<std::size_t>(),
                 scene,
                 -1);

    std::string json = document.dump();
    json.resize((json.size() + 3) / 4 * 4, ' ');
    std::vector<std::byte> out(glb.size() - oldLength + json.size());
    std::memcpy(out.data(), glb.data(), begin);
    std::memcpy(out.data() + begin, json.data(), json.size());
    std::memcpy(out.data() + begin + json.size(),
                glb.data() + begin + oldLength,
                glb.size() - begin - oldLength);
    const auto total = static_cast<std::uint32_t>(out.size()),
               length = static_cast<std::uint32_t>(json.size());
    std::memcpy(out.data() + 8, &total, sizeof total);
    std::memcpy(out.data() + headerBytes, &length, sizeof length);
    return out;
}

} // namespace cleave
