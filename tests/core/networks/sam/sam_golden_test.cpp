// SPDX-License-Identifier: Apache-2.0
// Every step of SAM against the reference implementation, at a tiny size (shared golden data).
#include "core/base/safe_file.h"
#include "core/networks/sam/sam.h"
#include "tests/support/golden.h"
#include "tests/support/test_data.h"

#include <QTest>
#include <nlohmann/json.hpp>

#include <map>

using namespace cleave;
using namespace cleave::tests;
using Json = nlohmann::json;

namespace {

struct Trace {
    std::map<std::string, std::vector<float>> layers;

    LayerObserver observer() {
        return [this](std::string_view layer, RowsView rows) {
            layers[std::string(layer)] = {rows.begin(), rows.end()};
        };
    }
};

std::vector<float> golden(const std::filesystem::path& folder, const std::string& name) {
    return readNpy(folder / (name + ".npy")).values<float>();
}

std::span<const float> numbers(const Rows& rows) {
    return {rows.begin(), rows.end()};
}

std::vector<float> joined(const std::vector<std::vector<float>>& parts) {
    std::vector<float> result;
    for (const auto& part : parts)
        result.insert(result.end(), part.begin(), part.end());
    return result;
}

std::vector<SamPoint> pointsOf(const Json& points, const Json& labels) {
    std::vector<SamPoint> result;
    for (std::size_t i = 0; i < points.size(); ++i)
        result.push_back({points[i][0], points[i][1], labels[i]});
    return result;
}

SamPrompt promptOf(const Json& json, const std::filesystem::path& folder, const std::string& name) {
    SamPrompt prompt;
    if (json.contains("points"))
        prompt.points = pointsOf(json["points"], json["labels"]);
    if (json.contains("box"))
        prompt.box = json["box"].get<SamBox>();
    if (json.contains("mask_from")) {
        const NpyArray mask = readNpy(folder / (name + "__mask_input.npy"));
        prompt.mask =
            FloatImage(static_cast<int>(mask.shape[2]), static_cast<int>(mask.shape[1]), 1);
        prompt.mask.pixels = mask.values<float>();
    }
    return prompt;
}

std::vector<float> upscaled(const SamEmbedding& embedding, const SamAnswer& answer, int maskSize) {
    const SamUpscaler upscaler(embedding.frame, maskSize);
    std::vector<float> result;
    for (const std::vector<float>& mask : answer.logits) {
        std::vector<float> large(static_cast<std::size_t>(embedding.frame.width) *
                                 static_cast<std::size_t>(embedding.frame.height));
        upscaler.run(mask.data(), large.data());
        result.insert(result.end(), large.begin(), large.end());
    }
    return result;
}

/// [grid * grid * 16, channels], quarter by quarter -> [channels, 4 grid, 4 grid]
std::vector<float> asMap(const std::vector<float>& pixels, std::size_t grid) {
    const std::size_t channels = pixels.size() / (grid * grid * 16), size = 4 * grid;
    std::vector<float> map(pixels.size());
    for (std::size_t y = 0; y < size; ++y)
        for (std::size_t x = 0; x < size; ++x) {
            const std::size_t place =
                ((y / 4 * grid + x / 4) * 4 + y / 2 % 2 * 2 + x / 2 % 2) * 4 + y % 2 * 2 + x % 2;
            for (std::size_t c = 0; c < channels; ++c)
                map[(c * size + y) * size + x] = pixels[place * channels + c];
        }
    return map;
}

} // namespace

class SamGoldenTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void preprocessing_data();
    void preprocessing();
    void everyEncoderLayer_data();
    void everyEncoderLayer();
    void prompts_data();
    void prompts();
    void decoderInside();
    void batches();
    void epsilonsOfTheNormalisations();
    void epsilonsOfMobileSam();
    void containersHoldTheSameWeights();
};

namespace {

void folderRows() {
    QTest::addColumn<QString>("folder");
    QTest::newRow("sam") << "golden/sam_tiny";
    QTest::newRow("sam, second image") << "golden/sam_tiny/image2";
    QTest::newRow("mobile sam") << "golden/mobilesam_tiny";
}

std::filesystem::path checkpointIn(const std::filesystem::path& folder) {
    if (std::filesystem::exists(folder / "mobilesam_tiny.pt"))
        return folder / "mobilesam_tiny.pt";
    return folder.filename() == "image2" ? folder.parent_path() / "sam_tiny.pth"
                                         : folder / "sam_tiny.pth";
}

} // namespace

void SamGoldenTest::preprocessing_data() {
    folderRows();
}

void SamGoldenTest::preprocessing() {
    QFETCH(QString, folder);
    const auto path = testData(folder.toStdString());
    if (!path)
        QSKIP("golden data not available");
    const Image photo = goldenImage(*path / "image.npy");
    const SamFrame frame = samFrame(photo.width, photo.height, 128);
    const FloatImage input = samInput(photo, frame);
    const Image resized = goldenImage(*path / "image_resized.npy");
    QCOMPARE(frame.inputWidth, resized.width);
    QCOMPARE(frame.inputHeight, resized.height);
    CLEAVE_EXPECT_NEAR(
        input.pixels, channelsLast(golden(*path, "encoder_input"), 3), 1e-5, "encoder_input");
}

void SamGoldenTest::everyEncoderLayer_data() {
    folderRows();
}

void SamGoldenTest::everyEncoderLayer() {
    QFETCH(QString, folder);
    const auto path = testData(folder.toStdString());
    if (!path)
        QSKIP("golden data not available");
    const Sam sam(checkpointIn(*path));
    Trace trace;
    const SamEmbedding embedding =
        sam.embed(goldenImage(*path / "image.npy"), Progress(), trace.observer());
    int compared = 0;
    for (const auto& [layer, values] : trace.layers) {
        const std::filesystem::path file = *path / ("enc_" + layer + ".npy");
        if (!std::filesystem::exists(file))
            continue;
        const NpyArray expected = readNpy(file);
        const bool isChannelsFirst =
            expected.shape.size() == 4 && expected.shape[2] == expected.shape[3];
        const std::vector<float> rows = expected.values<float>();
        CLEAVE_EXPECT_NEAR(
            values, isChannelsFirst ? channelsLast(rows, expected.shape[1]) : rows, 1e-4, layer);
        ++compared;
    }
    QVERIFY(compared >= 7 || folder.endsWith("image2"));
    const std::int64_t channels = embedding.rows.size(1);
    CLEAVE_EXPECT_NEAR(numbers(embedding.rows),
                       channelsLast(golden(*path, "image_embedding"), channels),
                       1e-4,
                       "image_embedding");
    CLEAVE_EXPECT_NEAR(numbers(sam.promptEncoder().gridPositions()),
                       channelsLast(golden(*path, "dense_pe"), channels),
                       1e-5,
                       "dense_pe");
}

void SamGoldenTest::prompts_data() {
    folderRows();
}

void SamGoldenTest::prompts() {
    QFETCH(QString, folder);
    const auto path = testData(folder.toStdString());
    if (!path)
        QSKIP("golden data not available");
    const Sam sam(checkpointIn(*path));
    const SamEmbedding embedding = sam.embed(goldenImage(*path / "image.npy"), Progress());
    const Json json = Json::parse(readTextFile(*path / "prompts.json"));
    int compared = 0;
    for (const auto& [name, value] : json["prompts"].items()) {
        if (name.starts_with("batch_"))
            continue;
        SamPrompt prompt = promptOf(value, *path, name);
        Trace trace;
        for (const std::string kind : {"multi", "single"}) {
            prompt.isAmbiguous = kind == "multi";
            const SamAnswer answer = sam.answer(embedding, prompt, trace.observer());
            CLEAVE_EXPECT_NEAR(joined(answer.logits),
                               golden(*path, name + "__low_" + kind),
                               2e-4,
                               name + " low " + kind);
            CLEAVE_EXPECT_NEAR(answer.predictedIou,
                               golden(*path, name + "__iou_" + kind),
                               1e-4,
                               name + " iou " + kind);
            CLEAVE_EXPECT_NEAR(upscaled(embedding, answer, sam.maskSize()),
                               golden(*path, name + "__mask_" + kind),
                               2e-4,
                               name + " mask " + kind);
        }
        CLEAVE_EXPECT_NEAR(
            trace.layers["sparse"], golden(*path, name + "__sparse"), 1e-5, name + " sparse");
        if (!prompt.mask.empty())
            CLEAVE_EXPECT_NEAR(
                trace.layers["dense"],
                channelsLast(golden(*path, name + "__dense"), embedding.rows.size(1)),
                1e-4,
                name + " dense");
        ++compared;
    }
    QVERIFY(compared > 0);
}

void SamGoldenTest::decoderInside() {
    CLEAVE_REQUIRE_DATA(folder, "golden/sam_tiny");
    const Sam sam(folder / "sam_tiny.pth");
    const SamEmbedding embedding = sam.embed(goldenImage(folder / "image.npy"), Progress());
    Trace trace;
    sam.answer(embedding, {.points = {{40, 50, 1}}, .box = {}}, trace.observer());
    CLEAVE_EXPECT_NEAR(trace.layers["hs"], golden(folder, "point__hs"), 1e-4, "hs");
    CLEAVE_EXPECT_NEAR(trace.layers["src"], golden(folder, "point__src"), 1e-4, "src");
    CLEAVE_EXPECT_NEAR(
        asMap(trace.layers["upscaled"], 8), golden(folder, "point__upscaled"), 1e-4, "upscaled");
}

void SamGoldenTest::batches() {
    CLEAVE_REQUIRE_DATA(folder, "golden/sam_tiny");
    const Sam sam(folder / "sam_tiny.pth");
    const SamEmbedding embedding = sam.embed(goldenImage(folder / "image.npy"), Progress());
    const Json json = Json::parse(readTextFile(folder / "prompts.json"))["prompts"];
    std::vector<SamPrompt> points, boxes;
    for (std::size_t i = 0; i < json["batch_points"]["points"].size(); ++i)
        points.push_back({.points = pointsOf(json["batch_points"]["points"][i],
                                             json["batch_points"]["labels"][i]),
                          .box = {}});
    for (const Json& box : json["batch_boxes"]["boxes"])
        boxes.push_back({.points = {}, .box = box.get<SamBox>()});
    for (const auto& [name, prompts] :
         {std::pair{"batch_points", points}, {"batch_boxes", boxes}}) {
        std::vector<float> low, iou, binary;
        for (const SamPrompt& prompt : prompts) {
            const SamAnswer answer = sam.answer(embedding, prompt);
            const auto logits = joined(answer.logits),
                       large = upscaled(embedding, answer, sam.maskSize());
            low.insert(low.end(), logits.begin(), logits.end());
            iou.insert(iou.end(), answer.predictedIou.begin(), answer.predictedIou.end());
            binary.insert(binary.end(), large.begin(), large.end());
        }
        CLEAVE_EXPECT_NEAR(low, golden(folder, name + std::string("__low")), 2e-4, name);
        CLEAVE_EXPECT_NEAR(iou, golden(folder, name + std::string("__iou")), 1e-4, name);
        const std::vector<float> expected = golden(folder, name + std::string("__binary"));
        QCOMPARE(binary.size(), expected.size());
        for (std::size_t i = 0; i < binary.size(); ++i)
            QVERIFY(std::abs(binary[i]) < 2e-4f || (binary[i] > 0) == (expected[i] > 0));
    }
}

namespace {

/// Multiplies the tensors that factors.json names for a network.
NetworkWeights::Adjust factorsOf(const std::filesystem::path& probe, const std::string& network) {
    const Json factors = Json::parse(readTextFile(probe / "factors.json"))[network];
    return [factors](const std::string& name, std::vector<float>& values) {
        for (const Json& rule : factors)
            if (name.find(rule[0].get<std::string>()) != std::string::npos)
                for (float& value : values)
                    value *= rule[1].get<float>();
    };
}

} // namespace

void SamGoldenTest::epsilonsOfTheNormalisations() {
    CLEAVE_REQUIRE_DATA(folder, "golden/sam_tiny");
    CLEAVE_REQUIRE_DATA(probe, "golden/eps_probe");
    const Sam sam(folder / "sam_tiny.pth", factorsOf(probe, "sam"));
    const SamEmbedding embedding = sam.embed(goldenImage(folder / "image.npy"), Progress());
    const std::int64_t channels = embedding.rows.size(1);
    CLEAVE_EXPECT_NEAR(numbers(embedding.rows),
                       channelsLast(golden(probe, "sam_embedding"), channels),
                       1e-3,
                       "embedding");
    const Json json = Json::parse(readTextFile(folder / "prompts.json"))["prompts"];
    SamPrompt prompt = promptOf(json["point_mask"], folder, "point_mask");
    prompt.points = pointsOf(json["point"]["points"], json["point"]["labels"]);
    Trace trace;
    const SamAnswer answer = sam.answer(embedding, prompt, trace.observer());
    CLEAVE_EXPECT_NEAR(
        trace.layers["dense"], channelsLast(golden(probe, "sam_dense"), channels), 1e-3, "dense");
    CLEAVE_EXPECT_NEAR(joined(answer.logits), golden(probe, "sam_low"), 2e-3, "low");
    CLEAVE_EXPECT_NEAR(answer.predictedIou, golden(probe, "sam_iou"), 1e-3, "iou");
}

void SamGoldenTest::epsilonsOfMobileSam() {
    CLEAVE_REQUIRE_DATA(folder, "golden/mobilesam_tiny");
    CLEAVE_REQUIRE_DATA(probe, "golden/eps_probe");
    const Sam sam(folder / "mobilesam_tiny.pt", factorsOf(probe, "mobilesam"));
    QCOMPARE(sam.name(), std::string("mobile-sam"));
    const SamEmbedding embedding = sam.embed(goldenImage(folder / "image.npy"), Progress());
    CLEAVE_EXPECT_NEAR(numbers(embedding.rows),
                       channelsLast(golden(probe, "mobilesam_embedding"), embedding.rows.size(1)),
                       1e-3,
                       "embedding");
}

void SamGoldenTest::containersHoldTheSameWeights() {
    CLEAVE_REQUIRE_DATA(folder, "golden/sam_tiny");
    const Sam sam(folder / "sam_tiny.pth");
    QCOMPARE(Sam(folder / "sam_tiny_legacy.pth").fingerprint(), sam.fingerprint());
    QCOMPARE(Sam(folder / "sam_tiny.safetensors").fingerprint(), sam.fingerprint());
    CLEAVE_REQUIRE_DATA(mobile, "golden/mobilesam_tiny");
    QVERIFY(Sam(mobile / "mobilesam_tiny.pt").fingerprint() != sam.fingerprint());
}

QTEST_GUILESS_MAIN(SamGoldenTest)
#include "sam_golden_test.moc"
