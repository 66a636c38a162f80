// SPDX-License-Identifier: Apache-2.0
// A cup of 100 primitives whose handle is the first 20, on a table of 400, photographed and masked
// by hand.
#include "core/methods/omniseg3d/mask_evidence.h"

#include <QTest>

#include <vector>

using namespace cleave;

namespace {

constexpr int handle = 20, cup = 100, all = 500;

PrimitiveCloud lineOfPrimitives() {
    PrimitiveCloud cloud;
    cloud.positions = kernels::Array<float, 2>(all, 3);
    for (int i = 0; i < all; ++i)
        cloud.positions(i, 0) = static_cast<float>(i);
    return cloud;
}

/// Similarity to a click on the handle: it 0.95, the rest of the cup 0.8, the table 0.55, with a
/// little disorder.
std::vector<float> similarity() {
    std::vector<float> values(all);
    for (int i = 0; i < all; ++i)
        values[std::size_t(i)] = (i < handle ? 0.95f
                                  : i < cup  ? 0.8f
                                             : 0.55f) +
                                 0.02f * static_cast<float>(i % 3 - 1);
    return values;
}

enum class Seen { WholeCup, HandleAlone, CupWithHandle, Nothing };

/// Every primitive is one pixel of the view.
MaskEvidence::ViewEvidence viewWith(Seen seen) {
    MaskEvidence::ViewEvidence view;
    view.patchCount = 3; // 1: cup or its body, 2: handle
    view.correlation = seen == Seen::CupWithHandle
                           ? std::vector<std::uint16_t>{0, 0, 0, 0, 1, 1, 0, 1, 2}
                           : std::vector<std::uint16_t>{0, 0, 0, 0, 1, 0, 0, 0, 1};
    for (int i = 0; i < all; ++i) {
        std::int32_t patch = 0;
        if (i < cup && seen == Seen::WholeCup)
            patch = 1;
        if (i < handle && seen == Seen::HandleAlone)
            patch = 2;
        if (i < cup && seen == Seen::CupWithHandle)
            patch = i < handle ? 2 : 1;
        view.samples.push_back({patch, i, 1, 0.5f});
    }
    return view;
}

std::optional<float> threshold(const std::vector<Seen>& seen, float granularity) {
    MaskEvidence evidence;
    for (Seen one : seen)
        evidence.views.push_back(viewWith(one));
    const std::vector<float> values = similarity();
    const EvidenceAnchor anchor{{10, 0, 0}, 1.5f};
    const auto cut = thresholdFromMasks(evidence,
                                        kernels::ArrayView<const float, 1>(values.data(), all),
                                        lineOfPrimitives(),
                                        {&anchor, 1},
                                        granularity);
    return cut ? std::optional(cut->threshold) : std::nullopt;
}

bool takesCup(const std::optional<float>& t) {
    return t && *t > 0.58f && *t < 0.78f;
}

bool takesHandle(const std::optional<float>& t) {
    return t && *t > 0.82f && *t < 0.93f;
}

} // namespace

class MaskEvidenceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aMaskDecidesWhereToCut();
    void granularityChoosesAmongNestedMasks();
    void photosThatDisagreeLeaveTheChoiceToGranularity();
    void noMaskAtTheClickNoAnswer();
    void storedEvidenceIsTheSameAgain();
    void plateauLiesBetweenTheLevels();
};

void MaskEvidenceTest::aMaskDecidesWhereToCut() {
    QVERIFY(takesCup(threshold({Seen::WholeCup}, 0)));
    QVERIFY(takesHandle(threshold({Seen::HandleAlone}, 1)));
}

void MaskEvidenceTest::granularityChoosesAmongNestedMasks() {
    QVERIFY(takesCup(threshold({Seen::CupWithHandle, Seen::Nothing}, 0)));
    QVERIFY(takesHandle(threshold({Seen::CupWithHandle, Seen::Nothing}, 1)));
}

void MaskEvidenceTest::photosThatDisagreeLeaveTheChoiceToGranularity() {
    const std::vector<Seen> seen = {
        Seen::WholeCup, Seen::HandleAlone, Seen::HandleAlone, Seen::WholeCup, Seen::WholeCup};
    QVERIFY(takesCup(threshold(seen, 0)));
    QVERIFY(takesHandle(threshold(seen, 1)));
}

void MaskEvidenceTest::noMaskAtTheClickNoAnswer() {
    QVERIFY(!threshold({Seen::Nothing, Seen::Nothing}, 0));
    QVERIFY(!threshold({}, 0));
}

void MaskEvidenceTest::storedEvidenceIsTheSameAgain() {
    MaskEvidence evidence;
    evidence.views = {viewWith(Seen::CupWithHandle), viewWith(Seen::WholeCup)};
    evidence.views[1].samples[3].primitive = 123456789;
    std::map<std::string, kernels::Array<float, 2>> arrays;
    storeEvidence(evidence, arrays);
    const MaskEvidence loaded = loadEvidence(arrays);
    QCOMPARE(loaded.views.size(), std::size_t{2});
    for (std::size_t v = 0; v < 2; ++v) {
        QVERIFY(loaded.views[v].correlation == evidence.views[v].correlation);
        QCOMPARE(loaded.views[v].samples.size(), evidence.views[v].samples.size());
        for (std::size_t i = 0; i < loaded.views[v].samples.size(); ++i) {
            QCOMPARE(loaded.views[v].samples[i].patch, evidence.views[v].samples[i].patch);
            QCOMPARE(loaded.views[v].samples[i].primitive, evidence.views[v].samples[i].primitive);
            QCOMPARE(loaded.views[v].samples[i].reach, evidence.views[v].samples[i].reach);
        }
    }
    QVERIFY(loadEvidence({}).views.empty());
}

void MaskEvidenceTest::plateauLiesBetweenTheLevels() {
    const std::vector<float> values = similarity();
    const kernels::ArrayView<const float, 1> view(values.data(), all);
    const float coarse = thresholdFromPlateau(view, 0), fine = thresholdFromPlateau(view, 1);
    QVERIFY(coarse > 0.57f && coarse < 0.78f);
    QVERIFY(fine > 0.82f && fine < 0.93f);
}

QTEST_GUILESS_MAIN(MaskEvidenceTest)
#include "mask_evidence_test.moc"
