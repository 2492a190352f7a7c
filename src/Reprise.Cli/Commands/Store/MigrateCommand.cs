using System.CommandLine;
using System.Diagnostics;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Server.Stores;
using Reprise.Store;
using Reprise.Transfer.Migration;

namespace Reprise.Cli.Commands.Store;

/// <summary><c>reprise store migrate</c>: everything on record into another engine.</summary>
internal static class MigrateCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("migrate", "Copy everything on record to another engine, and compare; stop the server first");
        var options = MigrateOptions.AddTo(command);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var from = options.OpenSource(parsed);
            await using var to = options.OpenTarget(parsed);
            if (from.Description == to.Description) throw CommandFailedException.Usage("--from and --to are the same store; --to-data or --to-set tells them apart.");
            var marks = options.Marks(parsed);
            try
            {
                await from.Store.OpenAsync(cancellationToken);
                await to.Store.OpenAsync(cancellationToken);
                var begin = await BeginAsync(terminal, marks, from.Description, to.Description, to.Store, options.Merge(parsed), options.Restart(parsed), cancellationToken);
                if (!begin.Merge) await AdoptAsync(from, to, cancellationToken);
                var settings = await SettingsMove.RunAsync(terminal, from, to, begin.Merge, cancellationToken);
                var (copied, took) = await CopyAsync(terminal, from.Store, to.Store, marks, begin, cancellationToken);
                var check = await CheckAsync(terminal, from.Store, to.Store, copied.Merge, options.Depth(parsed), cancellationToken);
                if (settings is not null) check = check with { Differences = [.. await settings.MissingAsync(cancellationToken), .. check.Differences] };
                if (check.Differences.Count == 0) marks.Remove();
                if (output.IsJson(parsed)) WriteResult(terminal, copied, check, took);
                else Tell(terminal, copied, check, took);
                return check.Differences.Count == 0 ? ExitCodes.Ok : ExitCodes.Failed;
            }
            catch (StoreException e)
            {
                throw new CommandFailedException(e.Message, e);
            }
            catch (OperationCanceledException) when (marks.Exists)
            {
                terminal.Tell("reprise: what has been copied stays; the same command goes on where this one was.");
                throw;
            }
        });
        return command;
    }

    /// <summary>Settings may lie in the same place on both sides; then so do the secrets.</summary>
    private static async Task AdoptAsync(StoreEngine from, StoreEngine to, CancellationToken cancellationToken)
    {
        if (from.SettingsDescription == to.SettingsDescription) return;
        await from.Settings.OpenAsync(cancellationToken);
        await to.Settings.OpenAsync(cancellationToken);
        await to.AdoptSecretsAsync(from, cancellationToken);
    }

    /// <summary>Where to begin: at the mark of an interrupted migration between the same two, or at the start of a target that is empty.</summary>
    private static async Task<MigrationMark> BeginAsync(
        Terminal terminal, MigrationMarkFile marks, string from, string to, IInteractionStore target, bool merge, bool restart, CancellationToken cancellationToken)
    {
        var mark = marks.Read();
        if (mark is not null && (mark.From != from || mark.To != to) && !restart)
            throw new CommandFailedException($"{marks.Path} is the mark of another migration, from {mark.From} to {mark.To}. Finish that one, or discard its mark with --restart.");
        if (mark is not null && !restart)
        {
            terminal.Tell($"Continuing after {Format.Count(mark.Interactions)} interactions.");
            return mark;
        }

        // With a mark, the target's records are those of the migration that left it.
        var isOurs = marks.Exists && (mark is null || (mark.From == from && mark.To == to));
        var holdsOthers = mark is { Merge: true } || (!isOurs && (await target.ProjectsAsync(cancellationToken)).Count > 0);
        if (holdsOthers && !merge && mark is not { Merge: true })
            throw new CommandFailedException($"The store to write to ({to}) holds {Format.Count(await StoreMigration.CountAsync(target, cancellationToken))} interactions already. --merge adds to them; nothing of them is changed.");
        return new MigrationMark { From = from, To = to, Merge = holdsOthers };
    }

    private static async Task<(MigrationMark Mark, TimeSpan Took)> CopyAsync(
        Terminal terminal, IInteractionStore from, IInteractionStore to, MigrationMarkFile marks, MigrationMark begin, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        long? total = terminal.ErrorIsTerminal ? await StoreMigration.CountAsync(from, cancellationToken) : null;
        var mark = await Progress.ShowAsync(terminal, "copying", total, report => new StoreMigration(from, to, marks).CopyAsync(begin, at => report(at.Interactions), cancellationToken));
        return (mark, clock.Elapsed);
    }

    private static async Task<MigrationCheckResult> CheckAsync(
        Terminal terminal, IInteractionStore from, IInteractionStore to, bool merged, MigrationCheckDepth depth, CancellationToken cancellationToken)
    {
        long? total = terminal.ErrorIsTerminal && depth == MigrationCheckDepth.All ? await StoreMigration.CountAsync(from, cancellationToken) : null;
        return await Progress.ShowAsync(terminal, "comparing", total, report => new MigrationCheck(from, to, merged).RunAsync(depth, report, cancellationToken));
    }

    private static void Tell(Terminal terminal, MigrationMark mark, MigrationCheckResult check, TimeSpan took)
    {
        terminal.Tell($"Copied {Format.Count(mark.Interactions)} interactions and {Format.Count(mark.Facts)} facts in {Format.Milliseconds((long)took.TotalMilliseconds)}.");
        if (check.Differences.Count == 0)
        {
            terminal.Tell($"Compared {Format.Count(check.Hours)} hours by their sums and {Format.Count(check.Records)} records in full: all equal.");
            return;
        }

        foreach (var difference in check.Differences) terminal.Tell(difference);
        terminal.Tell($"reprise: the two stores are not equal{(check.Differences.Count == 100 ? "; these are the first hundred differences" : "")}. Was a server running? --restart copies again.");
    }

    private static void WriteResult(Terminal terminal, MigrationMark mark, MigrationCheckResult check, TimeSpan took) => JsonLines.Write(terminal.Output, writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("interactions", mark.Interactions);
        writer.WriteNumber("facts", mark.Facts);
        writer.WriteNumber("copied_ms", (long)took.TotalMilliseconds);
        writer.WriteNumber("hours_compared", check.Hours);
        writer.WriteNumber("records_compared", check.Records);
        writer.WriteStartArray("differences");
        foreach (var difference in check.Differences) writer.WriteStringValue(difference);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
