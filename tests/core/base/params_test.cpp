// SPDX-License-Identifier: Apache-2.0
#include "core/base/params.h"
#include "tests/support/expect_error.h"

#include <QTest>

using namespace cleave;

namespace {

enum class Fruit : int { Apple, Pear };

struct BasketParams {
    float weight = 0.8f;
    int count = 3;
    bool isOpen = false;
    Fruit fruit = Fruit::Apple;
};

ParamList describe(BasketParams& p) {
    return {
        {.name = "weight",
         .value = &p.weight,
         .label = {},
         .help = {},
         .range = ParamRange{0, 1, 0.01}},
        {.name = "count",
         .value = &p.count,
         .label = {},
         .help = {},
         .range = ParamRange{1, 10, 1}},
        {.name = "open", .value = &p.isOpen, .label = {}, .help = {}},
        {.name = "fruit",
         .value = enumParam(&p.fruit),
         .label = {},
         .help = {},
         .choices = {{"apple", {}}, {"pear", {}}}},
    };
}

} // namespace

class ParamsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void memberInitialisersAreTheDefaults();
    void textsRoundTrip();
    void valuesOutOfRangeAreRefused();
    void fractionsAreNoWholeNumbers();
    void unknownChoicesNameTheKnownOnes();
};

void ParamsTest::memberInitialisersAreTheDefaults() {
    BasketParams basket;
    const ParamList list = describe(basket);
    QCOMPARE(paramText(list[0]), std::string("0.8"));
    QCOMPARE(paramText(list[3]), std::string("apple"));
}

void ParamsTest::textsRoundTrip() {
    BasketParams basket{0.25f, 7, true, Fruit::Pear}, other;
    setParams(describe(other), paramTexts(describe(basket)));
    QCOMPARE(other.weight, 0.25f);
    QCOMPARE(other.count, 7);
    QVERIFY(other.isOpen);
    QVERIFY(other.fruit == Fruit::Pear);
}

void ParamsTest::valuesOutOfRangeAreRefused() {
    BasketParams basket;
    CLEAVE_EXPECT_ERROR(setParam(describe(basket)[0], "1.5"), "weight", "1.5", "0 to 1");
    CLEAVE_EXPECT_ERROR(setParam(describe(basket)[0], "nan"), "weight");
    QCOMPARE(basket.weight, 0.8f);
}

void ParamsTest::fractionsAreNoWholeNumbers() {
    BasketParams basket;
    CLEAVE_EXPECT_ERROR(setParam(describe(basket)[1], "2.5"), "count", "whole number");
}

void ParamsTest::unknownChoicesNameTheKnownOnes() {
    BasketParams basket;
    CLEAVE_EXPECT_ERROR(setParam(describe(basket)[3], "plum"), "apple", "pear");
}

QTEST_GUILESS_MAIN(ParamsTest)
#include "params_test.moc"
