using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client;
using Reprise.Client.Documents;

namespace Reprise.Cli.Commands;

/// <summary><c>reprise erase</c>: counts, asks, erases from everywhere, and shows the certificate. The server does the work and goes on with it when this command ends.</summary>
internal static class EraseCommand
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    public static Command Create(Terminal terminal)
    {
        var command = new Command("erase", "Erase a person, or what a filter selects, from everywhere, with a certificate");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        var user = new Option<string?>("--user") { Description = "The person, as callers write it in Reprise-User", HelpName = "id" };
        var alias = new Option<string[]>("--alias") { Description = "Another id of the same person; may be said several times", HelpName = "id" };
        var filter = new Option<string?>("--filter") { Description = "What to erase instead of a person, in the filter language", HelpName = "filter" };
        var dry = new Option<bool>("--dry-run") { Description = "Say what would go, and erase nothing" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask; needed where nobody can answer" };
        var leave = new Option<bool>("--leave-held") { Description = "Leave what legal holds have instead of refusing all" };
        var reason = new Option<string?>("--reason") { Description = "Why, for the certificate; must not name the person", HelpName = "text" };
        foreach (var option in new Option[] { user, alias, filter, dry, yes, leave, reason }) command.Options.Add(option);
        command.Subcommands.Add(EraseExportCommand.Create(terminal));

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new ErasureRequest
            {
                User = parsed.GetValue(user), Aliases = parsed.GetValue(alias) is { Length: > 0 } aliases ? aliases : null, Q = parsed.GetValue(filter), DryRun = true,
                LeaveHeld = parsed.GetValue(leave), Reason = parsed.GetValue(reason),
            };
            if (request.User is null == request.Q is null) throw CommandFailedException.Usage("reprise erase: say either --user or --filter.");
            if (!parsed.GetValue(dry) && !parsed.GetValue(yes) && !terminal.InputIsTerminal) throw CommandFailedException.Usage("reprise erase: nobody can be asked here; say --yes to erase, or --dry-run to see what that is.");
            using var client = connection.Open(parsed);

            // 1. What that is.
            var found = await client.BeginErasureAsync(request, cancellationToken);
            var isRefused = found.Holds is { Count: > 0 } && !request.LeaveHeld;
            if (parsed.GetValue(dry) || isRefused)
            {
                Write(terminal, output.IsJson(parsed), found);
                if (isRefused && !parsed.GetValue(dry)) terminal.Tell("Nothing was erased. Lift the hold, or say --leave-held.");
                return isRefused ? ExitCodes.Failed : ExitCodes.Ok;
            }

            // 2. Whether that is meant.
            if (!parsed.GetValue(yes) && !await AskAsync(terminal, found, client.Project, cancellationToken))
            {
                terminal.Tell("Nothing was erased.");
                return ExitCodes.Failed;
            }

            // 3. Away with it.
            var begun = await client.BeginErasureAsync(request with { DryRun = false }, cancellationToken);
            var done = await Progress.ShowAsync(terminal, "erasing", begun.Steps, told => FollowAsync(client, begun, told, cancellationToken));
            Write(terminal, output.IsJson(parsed), done);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<Erasure> FollowAsync(RepriseClient client, Erasure erasure, Action<long> told, CancellationToken cancellationToken)
    {
        while (erasure.State != "done")
        {
            await Task.Delay(s_pause, cancellationToken);
            erasure = await client.GetErasureAsync(erasure.ErasureId, cancellationToken);
            told(erasure.Step);
        }

        return erasure;
    }

    private static async Task<bool> AskAsync(Terminal terminal, Erasure found, string project, CancellationToken cancellationToken)
    {
        terminal.Tell($"This erases {Format.Count(found.Counts.GetValueOrDefault("interactions"))} interactions of project '{project}', and what was made of them, from everywhere and for good. Type yes to go on:");
        using var input = new StreamReader(terminal.OpenInput());
        return string.Equals((await input.ReadLineAsync(cancellationToken))?.Trim(), "yes", StringComparison.OrdinalIgnoreCase);
    }

    private static void Write(Terminal terminal, bool json, Erasure erasure)
    {
        if (json)
        {
            JsonLines.Write(terminal.Output, erasure);
            return;
        }

        if (erasure.CertificateText is { } certificate)
        {
            foreach (var line in certificate.TrimEnd('\n').Split('\n')) terminal.People.WriteLineSafe(line);
            return;
        }

        terminal.People.WriteLineSafe("Would be erased:");
        foreach (var (kind, count) in erasure.Counts.OrderBy(pair => pair.Key, StringComparer.Ordinal)) terminal.People.WriteLineSafe($"  {kind.Replace('_', ' ')}: {Format.Count(count)}");
        foreach (var left in erasure.Left) terminal.People.WriteLineSafe($"Left: {left.Kind.Replace('_', ' ')}{(left.Count is { } count ? $" ({Format.Count(count)})" : "")}: {left.Reason}");
        foreach (var hold in erasure.Holds ?? []) terminal.People.WriteLineSafe($"Held by '{hold.Name}': {Format.Count(hold.Interactions)}");
    }
}
