using Reprise.Prompts;

namespace Reprise.Client.Documents;

public sealed record PromptList(IReadOnlyList<Prompt> Items);

public sealed record PromptLabel(int Version);

public sealed record PromptExperimentOrder(string? Name, IReadOnlyList<PromptVariant> Variants);
