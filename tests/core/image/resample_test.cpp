// SPDX-License-Identifier: Apache-2.0
#include "core/image/resample.h"
#include "tests/support/golden.h"
#include "tests/support/test_data.h"

#include <QTest>

using namespace cleave;
using namespace cleave::tests;

class ResampleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsPillow_data();
    void equalsPillow();
    void constantImagesStayConstant();
};

void ResampleTest::equalsPillow_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("filter");
    for (int i = 0; i < 5; ++i) {
        const QString name = QStringLiteral("resize%1_").arg(i);
        QTest::addRow("%d bilinear", i) << name + "bilinear" << int(ResampleFilter::Bilinear);
        QTest::addRow("%d bicubic", i) << name + "bicubic" << int(ResampleFilter::Bicubic);
    }
    QTest::newRow("0 lanczos") << "resize0_lanczos" << int(ResampleFilter::Lanczos);
}

void ResampleTest::equalsPillow() {
    QFETCH(QString, name);
    QFETCH(int, filter);
    CLEAVE_REQUIRE_DATA(folder, "golden/ops");
    const Image expected = goldenImage(folder / (name.toStdString() + ".npy"));
    const Image input = goldenImage(folder / (name.left(8).toStdString() + "in.npy"));
    QVERIFY(resample(input, expected.width, expected.height, static_cast<ResampleFilter>(filter)) ==
            expected);
}

void ResampleTest::constantImagesStayConstant() {
    for (ResampleFilter filter :
         {ResampleFilter::Bilinear, ResampleFilter::Bicubic, ResampleFilter::Lanczos})
        QVERIFY(resample(Image(13, 7, 1, 201), 40, 3, filter) == Image(40, 3, 1, 201));
}

QTEST_GUILESS_MAIN(ResampleTest)
#include "resample_test.moc"
