using System.CommandLine;
using System.Diagnostics;
using Reprise.Cli.Doctor;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client;
using Spectre.Console;

namespace Reprise.Cli.Commands;

/// <summary><c>reprise doctor</c>: looks at everything recording depends on, and says what to do.</summary>
internal static class DoctorCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("doctor", "Check everything recording depends on, and say what to do");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var data = new Option<string?>("--data") { Description = $"Data folder of a server on this machine [env: REPRISE_Data; default: {ServeSettings.DefaultData}]", HelpName = "folder" };
        var offline = new Option<bool>("--no-probe") { Description = "Do not call the providers' addresses" };
        var output = OutputOptions.AddTo(command);
        command.Options.Add(data);
        command.Options.Add(offline);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var address = connection.Address(parsed);
            using var client = connection.Open(parsed);
            var findings = new List<Finding>();
            var reached = await CheckServerAsync(client, address, terminal, !parsed.GetValue(offline), findings, cancellationToken);
            if (address.IsLoopback)
            {
                var folder = parsed.GetValue(data) ?? ServeSettings.DataFolder();
                findings.Add(MachineChecks.DataFolder(folder));
                findings.Add(MachineChecks.Disk(folder));
                findings.Add(MachineChecks.Sqlite());
            }

            if (output.IsJson(parsed)) WriteJson(terminal, findings);
            else WriteTable(terminal, findings);
            if (!reached) return ExitCodes.Unreachable;
            return findings.Exists(static finding => finding.Verdict == Verdict.Bad) ? ExitCodes.Failed : ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<bool> CheckServerAsync(
        RepriseClient client, Uri address, Terminal terminal, bool probe, List<Finding> findings, CancellationToken cancellationToken)
    {
        try
        {
            var clock = Stopwatch.StartNew();
            var (ready, serverTime) = await client.GetReadinessAsync(cancellationToken);
            var took = clock.ElapsedMilliseconds;
            var status = await client.GetStatusAsync(cancellationToken);
            var text = $"{address} answers in {Format.Milliseconds(took)}, version {status.Version}, up since {Format.Time(status.StartedAt)} UTC";
            findings.Add(ready
                ? Finding.Good("server", text)
                : Finding.Bad("server", $"{text}, but says it is not ready", "See the other findings for the cause, then the server's log."));
            findings.AddRange(ServerChecks.Of(status));
            findings.Add(await ScanChecks.RunAsync(client, cancellationToken));
            findings.Add(ServerChecks.Clock(serverTime, terminal.Time.GetUtcNow()));
            if (probe && address.IsLoopback && status.Providers is { } providers) findings.AddRange(await ProviderProbe.RunAsync(providers, cancellationToken));
            return true;
        }
        catch (HttpRequestException e)
        {
            findings.Add(Finding.Bad("server", $"{address}: {e.Message}", $"Start one with 'reprise serve', or say where it is with --server or {ConnectionOptions.ServerVariable}."));
            return false;
        }
        catch (RepriseApiException e)
        {
            findings.Add(Finding.Bad("server", $"{address}: {ApiErrorText.Of(e)}", "Something else than a Reprise server of this version may be listening there."));
            return true;
        }
    }

    private static void WriteTable(Terminal terminal, IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            var (word, colour) = finding.Verdict switch
            {
                Verdict.Good => ("ok  ", Color.Green),
                Verdict.Warning => ("look", Color.Yellow),
                _ => ("bad ", Color.Red),
            };
            terminal.People.Write(new Text($"{word} ", new Style(colour)));
            terminal.People.WriteLineSafe($"{finding.Check}: {SafeText.Line(finding.Message)}");
            if (finding.Advice is { } advice) terminal.People.WriteLineSafe($"     {advice}", new Style(decoration: Decoration.Dim));
        }
    }

    private static void WriteJson(Terminal terminal, IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            JsonLines.Write(terminal.Output, writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("check", finding.Check);
                writer.WriteString("verdict", finding.Verdict switch { Verdict.Good => "ok", Verdict.Warning => "look", _ => "bad" });
                writer.WriteString("message", finding.Message);
                if (finding.Advice is not null) writer.WriteString("advice", finding.Advice);
                writer.WriteEndObject();
            });
        }
    }
}
