// SPDX-License-Identifier: Apache-2.0
// `cleave models` as scripts call it.
#include "tests/support/temporary_folder.h"
#include "tests/support/write_checkpoint.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

using namespace cleave;

namespace {

struct Run {
    int status = -1;
    QJsonObject json;
    QByteArray error;
};

QJsonObject rowNamed(const QJsonObject& result, const QString& name) {
    for (const QJsonValue& row : result[QLatin1String("models")].toArray())
        if (row[QLatin1String("name")].toString() == name)
            return row.toObject();
    return {};
}

} // namespace

class ModelsCommandTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theListHoldsWhatTheContractSays();
    void aFileIsAddedVerifiedListedByDoctorAndRemoved();
    void failuresAreOneLine();

private:
    static Run run(const QStringList& arguments);

    QString in(const char* name) const { return QString::fromStdString((folder_ / name).string()); }

    tests::TemporaryFolder folder_;
};

Run ModelsCommandTest::run(const QStringList& arguments) {
    QProcess process;
    process.start(QStringLiteral(CLEAVE_PROGRAM),
                  arguments + QStringList{QStringLiteral("--json"), QStringLiteral("--quiet")});
    Run result;
    constexpr int milliseconds = 120000;
    if (!process.waitForFinished(milliseconds))
        return result;
    result.status = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    result.json = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    result.error = process.readAllStandardError();
    return result;
}

void ModelsCommandTest::initTestCase() {
    qputenv("CLEAVE_MODELS", in("models").toUtf8());
    tests::CheckpointWriter writer(folder_ / "own.pth");
    writer.addRandom("w", {4, 4}, 1, 1);
    writer.finish();
}

void ModelsCommandTest::theListHoldsWhatTheContractSays() {
    const Run list = run({QStringLiteral("models"), QStringLiteral("list")});
    QCOMPARE(list.status, 0);
    const QJsonObject row = rowNamed(list.json, QStringLiteral("mobile_sam.pt"));
    for (const char* key : {"name", "present", "path", "bytes", "sha256", "licence", "used_by"})
        QVERIFY2(row.contains(QLatin1String(key)), key);
    QCOMPARE(row[QLatin1String("present")].toBool(), false);
    QCOMPARE(row[QLatin1String("bytes")].toInteger(), 40728226);
    QCOMPARE(run({QStringLiteral("models"), QStringLiteral("path")})
                 .json[QLatin1String("path")]
                 .toString(),
             in("models"));
}

void ModelsCommandTest::aFileIsAddedVerifiedListedByDoctorAndRemoved() {
    const QString name = QStringLiteral("dino_vitbase8_pretrain.pth");
    const Run added = run({QStringLiteral("models"),
                           QStringLiteral("add"),
                           in("own.pth"),
                           QStringLiteral("--name"),
                           name});
    QVERIFY2(added.status == 0, added.error.constData());
    const QString sum = rowNamed(added.json, name)[QLatin1String("sha256")].toString();
    QCOMPARE(sum.size(), 64);
    const Run verified = run({QStringLiteral("models"), QStringLiteral("verify")});
    QCOMPARE(verified.status, 0);
    QCOMPARE(rowNamed(verified.json, name)[QLatin1String("sha256")].toString(), sum);
    const Run doctor = run({QStringLiteral("doctor")});
    QVERIFY(rowNamed(doctor.json, name)[QLatin1String("present")].toBool());
    QVERIFY(!rowNamed(doctor.json, QStringLiteral("sam_vit_b_01ec64.pth"))[QLatin1String("present")]
                 .toBool());
    QCOMPARE(run({QStringLiteral("models"), QStringLiteral("remove"), name}).status, 0);
    QVERIFY(!rowNamed(run({QStringLiteral("models"), QStringLiteral("list")}).json,
                      name)[QLatin1String("present")]
                 .toBool());
}

void ModelsCommandTest::failuresAreOneLine() {
    for (const QStringList& arguments :
         {QStringList{QStringLiteral("add"), in("none.pth")},
          QStringList{QStringLiteral("remove"), QStringLiteral("none.pth")},
          QStringList{QStringLiteral("add"),
                      in("own.pth"),
                      QStringLiteral("--name"),
                      QStringLiteral("mobile_sam.pt")}}) {
        const Run failed = run(QStringList{QStringLiteral("models")} + arguments);
        QCOMPARE(failed.status, 1);
        QCOMPARE(failed.error.count('\n'), 1);
        QVERIFY2(failed.error.startsWith("error: "), failed.error.constData());
    }
    QCOMPARE(run({QStringLiteral("models"), QStringLiteral("juggle")}).status, 2);
}

QTEST_GUILESS_MAIN(ModelsCommandTest)
#include "models_command_test.moc"
