using System.CommandLine;
using System.Globalization;
using System.Text;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Datasets;
using Reprise.Wire;
using Spectre.Console;

namespace Reprise.Cli.Commands.Dataset;

/// <summary><c>reprise dataset show</c>: the versions, and the first cases of one.</summary>
internal static class ShowCommand
{
    private const int StandardCases = 20, Width = 60, PageSize = 1000;

    public static Command Create(Terminal terminal)
    {
        var command = new Command("show", "Show a dataset: its versions, and cases of one of them");
        var name = DatasetCommand.NameAndVersion();
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var limit = Limits.Positive("--limit", $"Cases at most [default: {StandardCases}]");
        command.Options.Add(limit);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var (wanted, version) = DatasetCommand.Split(parsed.GetRequiredValue(name));
            var dataset = await client.GetDatasetAsync(wanted, cancellationToken);
            var number = version ?? dataset.Versions[^1].Number;
            var (left, isJson) = (parsed.GetValue(limit) ?? StandardCases, output.IsJson(parsed));
            if (isJson)
            {
                JsonLines.Write(terminal.Output, dataset);
            }
            else
            {
                var versions = Tables.New("version#", "cases#", "expected#", "made (UTC)", "source");
                foreach (var one in dataset.Versions)
                    versions.AddRow(Tables.Cell(one.Number.ToString(CultureInfo.InvariantCulture)), Tables.Cell(Format.Count(one.CaseCount)), Tables.Cell(Format.Count(one.ExpectedCount)), Tables.Cell(Format.Time(one.CreatedAt)), Tables.Cell(one.Source ?? ""));
                terminal.People.Write(versions);
            }

            var cases = Tables.New("case", "request", "expected");
            string? cursor = null;
            do
            {
                var page = await client.ListDatasetCasesAsync(dataset.Name, number, Math.Min(left, PageSize), cursor, cancellationToken);
                foreach (var item in page.Items)
                {
                    if (isJson) JsonLines.Write(terminal.Output, item);
                    else cases.AddRow(Tables.Cell(item.CaseId), Tables.Cell(item.Request is { } request ? Tables.Shorten(AskedBy(request), Width) : "on record"), Tables.Cell(Tables.Shorten(item.Expected ?? Format.Unknown, Width)));
                }

                left -= page.Items.Count;
                cursor = page.Cursor;
            }
            while (cursor is not null && left > 0);
            if (!isJson) terminal.People.Write(cases);
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>What a request asks, as its provider's dialect reads it.</summary>
    private static string AskedBy(DatasetRequest request)
    {
        var body = Encoding.UTF8.GetBytes(request.Body);
        var dialect = DialectCatalog.Find(null, request.Provider, "POST", request.Path, body);
        return dialect.ReadRequest(new WireRequest("POST", request.Path, body, "application/json"), details: false).Prompt ?? request.Body;
    }
}
