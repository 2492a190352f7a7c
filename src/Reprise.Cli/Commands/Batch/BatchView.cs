using Reprise.Batches;
using Reprise.Cli.Output;
using Spectre.Console;

namespace Reprise.Cli.Commands.Batch;

/// <summary>A batch for people.</summary>
internal static class BatchView
{
    public static void Write(Terminal terminal, BatchDocument batch)
    {
        var counts = new[] { (batch.Succeeded, "succeeded"), (batch.Failed, "failed"), (batch.Expired, "expired"), (batch.Cancelled, "cancelled"), (batch.Unanswered, "unanswered"), (batch.Waiting, "waiting") };
        terminal.People.WriteLineSafe($"{batch.Id} to {batch.Provider}: {StateOf(batch)}, {Format.Count(batch.Total)} calls: {string.Join(", ", counts.Where(static one => one.Item1 > 0).Select(static one => $"{Format.Count(one.Item1)} {one.Item2}"))}");
        if (batch.Reason is { } reason) terminal.People.WriteLineSafe(reason);
        if (batch.StrayResults is { } stray) terminal.People.WriteLineSafe($"{Format.Count(stray)} results belong to no call of it.");
        var legs = Tables.New("at the provider", "state", "calls#", "sent (UTC)", "next look (UTC)");
        foreach (var leg in batch.Legs)
            legs.AddRow(Tables.Cell(leg.ProviderBatchId ?? "not sent"), Tables.Cell(leg.ProviderState ?? leg.State.ToString().ToLowerInvariant()), Tables.Cell(Format.Count(leg.Total)), Tables.Cell(TimeOf(leg.SubmittedAt)), Tables.Cell(TimeOf(leg.NextLookAt)));
        terminal.People.Write(legs);
        terminal.People.WriteLineSafe($"The calls: reprise search 'metadata.batch:{batch.Id}'");
    }

    public static string StateOf(BatchDocument batch) => batch.State.ToString().ToLowerInvariant();

    private static string TimeOf(DateTimeOffset? at) => at is { } time ? Format.Time(time) : Format.Unknown;
}
