namespace Reprise.Client.Documents;

/// <summary>What became of facts that were sent as they are.</summary>
/// <param name="Stored">Facts that are on record now, those that were before included.</param>
public sealed record FactIngest(long Stored);
