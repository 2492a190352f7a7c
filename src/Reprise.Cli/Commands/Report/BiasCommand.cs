using System.CommandLine;
using System.Globalization;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client;
using Reprise.Evaluation.Bias;
using Spectre.Console;

namespace Reprise.Cli.Commands.Report;

/// <summary><c>reprise report bias</c>.</summary>
internal static class BiasCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("bias", "Compare refusals, words and length of answers between groups of requests");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var filter = FilterOptions.AddTo(command, terminal, connection, "Which answers");
        var output = OutputOptions.AddTo(command);
        var by = new Option<string?>("--by") { Description = "Group by a field, such as tag, labels.topic or metadata.team", HelpName = "field" };
        var terms = new Option<string?>("--terms") { Description = "Group by words of the request, such as 'women:she,her;men:he,his' [default: words of women and men]", HelpName = "groups" };
        var words = new Option<string?>("--words") { Description = "Count these words in the answers too, with commas between them", HelpName = "words" };
        command.Options.Add(by);
        command.Options.Add(terms);
        command.Options.Add(words);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var search = new BiasSearch { Filter = filter.Text(parsed), From = filter.From(parsed), To = filter.To(parsed), By = parsed.GetValue(by), Terms = parsed.GetValue(terms), Words = parsed.GetValue(words) };
            var report = await client.GetBiasReportAsync(search, cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, report);
            else Write(terminal, report);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Write(Terminal terminal, BiasReport report)
    {
        var table = Tables.New("group", "answers#", "what", "rate#", "95 %#", "others#", "beyond chance");
        foreach (var group in report.Groups)
        {
            foreach (var rate in group.Rates) Row(group, rate.Measure.Replace('_', ' '), Percent(rate.Rate), $"{Percent(rate.Lower)} to {Percent(rate.Upper)}", Percent(rate.Others), rate.Significant);
            Row(group, "length", Number(group.Length.Mean), $"{Number(group.Length.Lower)} to {Number(group.Length.Upper)}", Number(group.Length.Others), group.Length.Significant);
        }

        if (table.Rows.Count > 0) terminal.People.Write(table);
        foreach (var warning in report.Warnings) terminal.Tell(warning);

        void Row(BiasGroup group, params ReadOnlySpan<object?> cells)
        {
            var beyond = cells[^1] switch { true => "yes", false => "no", _ => "too few" };
            table.AddRow(Tables.Cell(group.Name), Tables.Cell(Format.Count(group.Answers)), Tables.Cell((string?)cells[0]), Tables.Cell((string?)cells[1]), Tables.Cell((string?)cells[2]), Tables.Cell((string?)cells[3]), Tables.Cell(beyond));
        }
    }

    private static string Percent(double? rate) => rate?.ToString("P1", CultureInfo.InvariantCulture) ?? "";

    private static string Number(double? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "";
}
