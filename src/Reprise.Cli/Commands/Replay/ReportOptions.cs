using System.CommandLine;
using System.Globalization;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client;
using Reprise.Replay.Runs;
using Reprise.Replay.Runs.Reporting;

namespace Reprise.Cli.Commands.Replay;

/// <summary>Where a report goes, and what it must reach.</summary>
internal sealed class ReportOptions
{
    private readonly Option<string[]> _out = new("--out") { Description = "Write the report to this file too, by its ending: .html, .json, or .xml for JUnit; may be given several times", HelpName = "file" };
    private readonly Option<int?> _worst = new("--worst") { Description = $"How many of the worst pairs to show, 0 to {RunReports.MostWorst} [default: {RunReports.StandardWorst}; 5 on a terminal]", HelpName = "n" };
    private readonly Option<string[]> _failUnder = new("--fail-under")
    {
        Description = "Exit with 1 when less than this share is at least as good as its original: 0.9; or when a mean score is lower: score=0.8 over all evaluators, or an evaluator's name; may be given several times. (In 'reprise evaluate' a number alone is a mean score instead)",
        HelpName = "share|name=score",
    };

    private readonly Option<double?> _minReplayed = new("--min-replayed")
    {
        Description = "Exit with 1 when less than this share of the originals has a replay that can be told of, 0 to 1 [default: 1 with --fail-under]",
        HelpName = "share",
    };

    private readonly OutputOptions _output;

    private ReportOptions(OutputOptions output) => _output = output;

    public static ReportOptions AddTo(Command command, bool gates)
    {
        var options = new ReportOptions(OutputOptions.AddTo(command));
        command.Options.Add(options._out);
        command.Options.Add(options._worst);
        if (gates) command.Options.Add(options._failUnder);
        if (gates) command.Options.Add(options._minReplayed);
        options._out.Validators.Add(static result =>
        {
            foreach (var token in result.Tokens)
            {
                if (FormatOf(token.Value) is null) result.AddError($"--out: '{token.Value}' does not end in .html, .json or .xml.");
            }
        });
        options._failUnder.Validators.Add(static result =>
        {
            foreach (var token in result.Tokens)
            {
                if (FailUnder.Read(token.Value) is null) result.AddError($"--fail-under: '{token.Value}' is neither a share such as 0.9 nor name=score, both 0 to 1.");
            }
        });
        options._minReplayed.CustomParser = static result =>
        {
            if (double.TryParse(result.Tokens[0].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1) return share;
            result.AddError($"--min-replayed: '{result.Tokens[0].Value}' is no share such as 0.95, 0 to 1.");
            return null;
        };
        options._worst.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, out var count) && count is >= 0 and <= RunReports.MostWorst)) result.AddError($"--worst: '{token.Value}' is not 0 to {RunReports.MostWorst}.");
        });
        return options;
    }

    /// <summary>Whether the files can be written: found out before money is spent.</summary>
    public void Check(ParseResult parsed)
    {
        foreach (var file in parsed.GetValue(_out) ?? []) OutputFile.Check(file);
    }

    /// <summary>For whoever does not wait.</summary>
    public void Begun(Terminal terminal, ParseResult parsed, ReplayRunDocument run)
    {
        if (_output.IsJson(parsed)) JsonLines.Write(terminal.Output, run);
        else terminal.People.WriteLineSafe($"{run.Id} goes on in the server. 'reprise replay report {run.Id}' shows how far it is, 'reprise replay stop {run.Id}' stops it.");
    }

    public async Task<int> WriteAsync(RepriseClient client, Terminal terminal, ParseResult parsed, ReplayRunDocument run, CancellationToken cancellationToken, bool mayBeUnderWay = false)
    {
        var isJson = _output.IsJson(parsed);
        var worst = parsed.GetValue(_worst);
        var report = await client.GetReplayReportAsync(run.Id, worst ?? (isJson ? null : 5), cancellationToken);
        foreach (var file in parsed.GetValue(_out) ?? [])
        {
            var stream = new FileStream(file, FileMode.Create, FileAccess.Write);
            await using (stream) await client.CopyReplayReportAsync(run.Id, FormatOf(file)!, stream, worst, cancellationToken);
        }

        if (isJson) JsonLines.Write(terminal.Output, report);
        else ReportView.Write(terminal, report);
        if (run.State != RunState.Done && !(mayBeUnderWay && run.State == RunState.Running))
        {
            terminal.Tell($"The run is {RunWords.Of(run.State)}. {run.Reason}".TrimEnd());
            if (!mayBeUnderWay) return RunFailure.ExitCode;
        }

        var gates = (parsed.GetValue(_failUnder) ?? []).Select(static text => FailUnder.Read(text)!).ToList();
        var failed = gates.Where(gate => !gate.IsReachedBy(report)).ToList();
        foreach (var gate in failed) terminal.Tell(gate.Explain(report));
        var isCovered = TellCoverage(terminal, parsed.GetValue(_minReplayed) ?? (gates.Count > 0 ? 1 : 0), report);
        return failed.Count == 0 && isCovered ? ExitCodes.Ok : ExitCodes.Failed;
    }

    /// <summary>A few good replays say nothing of many that were not made.</summary>
    private static bool TellCoverage(Terminal terminal, double least, RunReport report)
    {
        var share = FailUnder.ReplayedShareOf(report);
        if (share >= least) return true;
        terminal.Tell(string.Create(
            CultureInfo.InvariantCulture,
            $"Below --min-replayed: of {Math.Max(report.Counts.Originals, report.Run.Total):N0} originals {report.Counts.Replayed - report.Counts.Untold:N0} have a replay that can be told of ({share:0.####}), wanted {least:0.####}."));
        return false;
    }

    private static string? FormatOf(string file) => Path.GetExtension(file).ToLower(CultureInfo.InvariantCulture) switch
    {
        ".html" or ".htm" => "html",
        ".json" => "json",
        ".xml" => "junit",
        _ => null,
    };
}
