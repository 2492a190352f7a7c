using Reprise.Proof.Verification;

namespace Reprise.Storage.Tests.Proof;

/// <summary>One way to tamper, and what must be said of it.</summary>
/// <param name="Name">What somebody did.</param>
/// <param name="Do">Does it.</param>
/// <param name="Kind">The kind that must be among the findings.</param>
/// <param name="What">What it must be about.</param>
/// <param name="Id">The id it must name; null when the entry, checkpoint or file is what is named.</param>
internal sealed record TamperCase(string Name, Func<TamperedFolder, Task> Do, string Kind, string What, Func<TamperedFolder, string?>? Id = null)
{
    /// <summary>Whether it is verified against the exported checkpoint.</summary>
    public bool AgainstExported { get; init; }

    /// <summary>The sequence or the checkpoint it must name; null when any will do.</summary>
    public Func<TamperedFolder, long>? Number { get; init; }

    public bool Names(Finding finding, TamperedFolder folder, long? number) =>
        finding.Kind == Kind && finding.What == What && (Id is null || finding.Id == Id(folder)) && (number is null || finding.Sequence == number || finding.Checkpoint == number);
}
