using System.CommandLine;
using System.Globalization;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Privacy.Reports;
using Spectre.Console;

namespace Reprise.Cli.Commands.Privacy;

/// <summary><c>reprise privacy report</c> and <c>reprise report privacy</c>, which are the same.</summary>
internal static class ReportCommand
{
    /// <param name="terminal">Where it writes.</param>
    /// <param name="name">It stands below <c>privacy</c> and, by another name, below <c>report</c>.</param>
    public static Command Create(Terminal terminal, string name = "report")
    {
        var command = new Command(name, "Say what is stored, where, for how long, in what form, who may read it and who did");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        var all = new Option<bool>("--all") { Description = "Every project" };
        command.Options.Add(all);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var report = await client.GetPrivacyReportAsync(parsed.GetValue(all), cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, report);
            else Write(terminal, report);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Write(Terminal terminal, PrivacyReport report)
    {
        terminal.People.WriteLineSafe(report.Encrypted ? $"Everything that is written is sealed; the master key is {report.MasterKey}." : "Encryption is off.");
        if (report.Missing.Count > 0) terminal.Tell($"Could not be asked: {string.Join(", ", report.Missing)}.");
        Show(terminal, Tables.New("what", "where", "holds", "bytes#"), report.Places.Select(place => new[] { place.What, place.Where, place.Holds, Number(place.Bytes) }));
        foreach (var project in report.Projects) Write(terminal, project);
    }

    private static void Write(Terminal terminal, StoredProject project)
    {
        var since = project.Since is { } first ? $", since {first.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}" : "";
        terminal.People.WriteLineSafe($"Project {project.Project}: {Number(project.Interactions)} interactions, {Number(project.Bytes)} bytes{since}");
        Show(terminal, Tables.New("kind", "days#", "days of bodies#", "by"), project.Retention.Select(kept => new[] { kept.Kind ?? "all", Days(kept.Days), Days(kept.BodyDays), kept.Source }));
        if (project.Holds.Count > 0) terminal.People.WriteLineSafe($"Legal holds: {string.Join(", ", project.Holds)}");
        if (project.Form is { } form)
        {
            var version = form.KeyVersion?.ToString(CultureInfo.InvariantCulture) ?? "none";
            terminal.People.WriteLineSafe($"Policy {form.Policy}: {(form.MetadataOnly ? "metadata only" : "with contents")}, users {(form.UsersHashed ? "as keyed hashes" : "as sent")}, addresses {form.Ip}, consent {(form.ConsentRequired ? "required" : "not required")}, key version {version}");
            var types = form.Redact.Keys.Union(form.Redacted?.Keys ?? [], StringComparer.Ordinal).Order(StringComparer.Ordinal);
            Show(terminal, Tables.New("type", "how", "interactions, 30 days#"), types.Select(type => new[] { type, form.Redact.GetValueOrDefault(type) ?? "", Number(form.Redacted?.GetValueOrDefault(type)) }));
        }

        Show(terminal, Tables.New("who may read it", "role", "kind"), project.MayRead.Select(reader => new[] { reader.Who, reader.Role, reader.Kind }));
        Show(terminal, Tables.New("who read it, 30 days", "reads#", "exports#", "last (UTC)"), project.HaveRead.Select(read => new[] { read.Who, Number(read.Reads), Number(read.Exports), Format.Time(read.Last) }));
    }

    private static void Show(Terminal terminal, Table table, IEnumerable<string[]> rows)
    {
        foreach (var row in rows) table.AddRow(row.Select(static cell => Tables.Cell(cell)));
        if (table.Rows.Count > 0) terminal.People.Write(table);
    }

    private static string Days(int days) => days == 0 ? "for ever" : days.ToString(CultureInfo.InvariantCulture);

    private static string Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "";
}
