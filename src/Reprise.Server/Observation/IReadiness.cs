namespace Reprise.Server.Observation;

/// <summary>A part of the server that must work before traffic is sent to it. Register one for each part.</summary>
public interface IReadiness
{
    /// <summary>What to call the part: <c>store</c>, <c>journal</c> …</summary>
    string Name { get; }

    /// <summary>What is wrong, in words without content, or null when the part is ready. Does not throw; answers within a second or so.</summary>
    ValueTask<string?> FindTroubleAsync(CancellationToken cancellationToken);
}
