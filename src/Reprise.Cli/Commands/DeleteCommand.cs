using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client;
using Reprise.Client.Documents;
using Reprise.Retention;

namespace Reprise.Cli.Commands;

/// <summary><c>reprise delete</c>: counts, asks, deletes. The server works in pieces of some seconds; the command asks until nothing is left.</summary>
internal static class DeleteCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("delete", "Delete interactions for good, with their bodies and facts");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var filter = FilterOptions.AddTo(command, terminal, connection, "What to delete");
        var output = OutputOptions.AddTo(command);
        var everything = new Option<bool>("--everything") { Description = "Everything in the project; needed where no filter and no time is given" };
        var dry = new Option<bool>("--dry-run") { Description = "Say how many, and delete nothing" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask; needed where nobody can answer" };
        var leave = new Option<bool>("--leave-held") { Description = "Leave out what is held instead of refusing all" };
        command.Options.Add(everything);
        command.Options.Add(dry);
        command.Options.Add(yes);
        command.Options.Add(leave);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new DeletionRequest
            {
                Q = filter.Text(parsed) ?? (parsed.GetValue(everything) ? "" : null),
                From = filter.From(parsed),
                To = filter.To(parsed),
                DryRun = true,
                LeaveHeld = parsed.GetValue(leave),
            };
            if (request is { Q: null, From: null, To: null }) throw CommandFailedException.Usage("reprise delete: say what to delete, or --everything.");
            if (!parsed.GetValue(dry) && !parsed.GetValue(yes) && !terminal.InputIsTerminal) throw CommandFailedException.Usage("reprise delete: nobody can be asked here; say --yes to delete, or --dry-run to see how many that is.");
            using var client = connection.Open(parsed);

            // 1. How many.
            var found = await client.DeleteAsync(request, cancellationToken);
            var isRefused = found.Holds.Count > 0 && !request.LeaveHeld;
            if (parsed.GetValue(dry) || found.Interactions == 0 || isRefused)
            {
                Write(terminal, output.IsJson(parsed), found);
                if (isRefused && !parsed.GetValue(dry)) terminal.Tell("Nothing was deleted. Lift the hold, narrow the filter, or say --leave-held.");
                return isRefused ? ExitCodes.Failed : ExitCodes.Ok;
            }

            // 2. Whether that is meant.
            if (!parsed.GetValue(yes) && !await AskAsync(terminal, found, client.Project, cancellationToken))
            {
                terminal.Tell("Nothing was deleted.");
                return ExitCodes.Failed;
            }

            // 3. Away with them: with what was counted, as the server understood it, and not with what has come since or what '30d' means by now.
            var meant = request with { DryRun = false, Q = found.Q, From = found.From, To = found.To };
            var deleted = await Progress.ShowAsync(terminal, "deleting", found.Interactions, told => DeleteAllAsync(client, meant, told, cancellationToken));
            Write(terminal, output.IsJson(parsed), deleted);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<DeletionResult> DeleteAllAsync(RepriseClient client, DeletionRequest request, Action<long> told, CancellationToken cancellationToken)
    {
        var (count, bytes) = (0L, 0L);
        while (true)
        {
            var part = await client.DeleteAsync(request, cancellationToken);
            told(count += part.Interactions);
            bytes += part.Bytes;
            if (part.Complete) return part with { Interactions = count, Bytes = bytes };
        }
    }

    private static async Task<bool> AskAsync(Terminal terminal, DeletionResult found, string project, CancellationToken cancellationToken)
    {
        terminal.Tell($"This deletes {Format.Count(found.Interactions)} interactions ({Format.Bytes(found.Bytes)} of bodies) of project '{project}' for good. Type yes to go on:");
        using var input = new StreamReader(terminal.OpenInput());
        return string.Equals((await input.ReadLineAsync(cancellationToken))?.Trim(), "yes", StringComparison.OrdinalIgnoreCase);
    }

    private static void Write(Terminal terminal, bool json, DeletionResult result)
    {
        if (json)
        {
            JsonLines.Write(terminal.Output, result);
            return;
        }

        terminal.People.WriteLineSafe($"{(result.DryRun ? "Free to be deleted" : "Deleted")}: {Format.Count(result.Interactions)} ({Format.Bytes(result.Bytes)} of bodies)");
        foreach (var hold in result.Holds) terminal.People.WriteLineSafe($"Held by '{hold.Name}': {Format.Count(hold.Interactions)}");
    }
}
