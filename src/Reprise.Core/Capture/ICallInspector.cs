using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Capture;

/// <summary>Looks at what a call said once it has been read, behind its answer. Must not throw, and must end whatever the text is.</summary>
public interface ICallInspector
{
    /// <summary>What is found; null when there was nothing to look at.</summary>
    SecurityNote? Inspect(InspectedCall call);
}

/// <summary>A call that has been read.</summary>
public sealed record InspectedCall
{
    public required string Project { get; init; }
    public required CallReading Asked { get; init; }
    public required AnswerReading Answer { get; init; }

    /// <summary>What privacy took out before it came here: its types count as found.</summary>
    public PrivacyNote? Privacy { get; init; }

    /// <summary>What the gateway found and did before; null when it did not look.</summary>
    public SecurityNote? Before { get; init; }
}
