<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en">
<context>
    <name>Jobs</name>
    <message numerus="yes">
        <source>%n minute(s) left</source>
        <translation>
            <numerusform>%n minute left</numerusform>
            <numerusform>%n minutes left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QObject</name>
    <message numerus="yes">
        <source>%1stroke of %n points</source>
        <translation>
            <numerusform>%1stroke of %n point</numerusform>
            <numerusform>%1stroke of %n points</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cleave::ui::AgreementPanel</name>
    <message numerus="yes">
        <source>%n view(s) agree</source>
        <translation>
            <numerusform>%n view agrees</numerusform>
            <numerusform>%n views agree</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n do not and were left out</source>
        <translation>
            <numerusform>%n does not and was left out</numerusform>
            <numerusform>%n do not and were left out</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cleave::ui::DatasetDock</name>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln photo</numerusform>
            <numerusform>%Ln photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln for testing</source>
        <translation>
            <numerusform>%Ln for testing</numerusform>
            <numerusform>%Ln for testing</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) missing</source>
        <translation>
            <numerusform>%Ln photo missing</numerusform>
            <numerusform>%Ln photos missing</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cleave::ui::QueryDock</name>
    <message numerus="yes">
        <source>%Ln primitive(s) selected</source>
        <translation>
            <numerusform>%Ln primitive selected</numerusform>
            <numerusform>%Ln primitives selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cleave::ui::SegmentTreeModel</name>
    <message numerus="yes">
        <source>%n primitive(s)</source>
        <translation>
            <numerusform>%n primitive</numerusform>
            <numerusform>%n primitives</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Move %n Segment(s)</source>
        <translation>
            <numerusform>Move %n Segment</numerusform>
            <numerusform>Move %n Segments</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cleave::ui::TrainingDock</name>
    <message numerus="yes">
        <source>%Ln segment(s) in the tree.</source>
        <translation>
            <numerusform>%Ln segment in the tree.</numerusform>
            <numerusform>%Ln segments in the tree.</numerusform>
        </translation>
    </message>
</context>
</TS>
