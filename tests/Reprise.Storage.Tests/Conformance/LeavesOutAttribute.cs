namespace Reprise.Storage.Tests.Conformance;

/// <summary>
/// An engine does not run a class of the suite, or one test of it, and why. Stands in a file of the engine's own folder. A class without this that an engine
/// does not derive fails <see cref="CompletenessTests"/>; a test is skipped with the reason as its result.
/// </summary>
/// <param name="engine">The last part of the namespace of the engine's tests.</param>
/// <param name="suite">The class of the suite.</param>
/// <param name="reason">Why no user of this engine misses it, in a sentence.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class LeavesOutAttribute(string engine, Type suite, string reason) : Attribute
{
    public string Engine { get; } = engine;
    public Type Suite { get; } = suite;
    public string Reason { get; } = reason;

    /// <summary>The one test that is left out; null for the whole class.</summary>
    public string? Test { get; init; }
}
