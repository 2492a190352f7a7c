using Reprise.Store;

namespace Reprise.Storage.Tests.Conformance;

/// <summary>One call of a random sequence. It may be made on any store and says in words what came of it, so that two stores can be compared.</summary>
/// <param name="Name">What it does, for the failure.</param>
/// <param name="RunAsync">Makes the call.</param>
internal sealed record Operation(string Name, Func<IInteractionStore, Task<string>> RunAsync);
