namespace Reprise.Client.Documents;

/// <summary>What a tail tells a client that reads too slowly.</summary>
/// <param name="Dropped">Interactions left out since it connected.</param>
public sealed record Lagging(long Dropped);
