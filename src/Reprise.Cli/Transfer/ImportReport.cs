using Reprise.Cli.Output;
using Reprise.Transfer.Import;

namespace Reprise.Cli.Transfer;

/// <summary>Says what became of one file, for people or for programs.</summary>
internal sealed class ImportReport(Terminal terminal, string name, bool json)
{
    private const int MaxReports = 50;

    private long _bad;

    public void Bad(ImportItem item, string reason)
    {
        if (++_bad > MaxReports && !json) return;
        if (!json)
        {
            terminal.Tell(item.Position is { } position ? $"{name}: record {item.Number} (byte {position}): {SafeText.Line(reason)}" : $"{name}:{item.Number}: {SafeText.Line(reason)}");
            return;
        }

        JsonLines.Write(terminal.Output, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("file", name);
            writer.WriteNumber(item.Position is null ? "line" : "record", item.Number);
            if (item.Position is { } byteNumber) writer.WriteNumber("byte", byteNumber);
            writer.WriteString("message", reason);
            writer.WriteEndObject();
        });
    }

    public void Done(ImportReader reader, Importer importer, bool isDry, long milliseconds)
    {
        if (json)
        {
            Write(reader, importer, isDry);
            return;
        }

        if (_bad > MaxReports) terminal.Tell($"{name}: … and {Format.Count(_bad - MaxReports)} more.");
        foreach (var (what, count) in reader.Notes.LeftOut) terminal.Tell($"{name}: left out {SafeText.Line(what)}: {Format.Count(count)}");
        terminal.Tell($"{name}: {(isDry ? "would import " : "")}{Format.Count(importer.Stored)} new, {Format.Count(importer.Known)} {(isDry ? "twice" : "known")}, {Format.Count(importer.Rejected)} rejected, "
            + $"in {Format.Milliseconds(milliseconds)}.");
    }

    private void Write(ImportReader reader, Importer importer, bool isDry) => JsonLines.Write(terminal.Output, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("file", name);
        writer.WriteString("format", reader.Format);
        if (isDry) writer.WriteBoolean("dry_run", true);
        writer.WriteNumber("stored", importer.Stored);
        writer.WriteNumber("known", importer.Known);
        writer.WriteNumber("rejected", importer.Rejected);
        writer.WriteStartObject("left_out");
        foreach (var (what, count) in reader.Notes.LeftOut) writer.WriteNumber(what, count);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });
}
