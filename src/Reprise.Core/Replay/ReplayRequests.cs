using Reprise.Interactions;
using Reprise.Replay.Carrying;
using Reprise.Replay.Editing;
using Reprise.Wire;

namespace Reprise.Replay;

/// <summary>Makes the request of a replay out of its original.</summary>
public static class ReplayRequests
{
    /// <summary>
    /// With no changes, or with changes that change nothing, the body is the recorded one byte for byte (without its content encoding). Within one dialect only the
    /// bytes of what changes are replaced; into another the request is written anew.
    /// </summary>
    /// <param name="original">With its request body.</param>
    /// <param name="changes">What to do otherwise.</param>
    /// <param name="targetDialect">The configured dialect of the provider that will be asked, a family such as <c>anthropic</c> or an exact name; null when unknown, and then told from the provider's name.</param>
    /// <exception cref="ReplayException">It cannot be done; says what is missing and what would still work.</exception>
    public static ReplayRequest Build(RecordedInteraction original, ReplayChanges changes, string? targetDialect = null)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(changes);
        var draft = Originals.Open(original);
        var provider = changes.Provider ?? original.Interaction.Provider;
        if (string.IsNullOrEmpty(provider))
        {
            throw new ReplayException(ReplayObstacles.UnknownProvider, "The record does not say which provider was called.", "Naming a provider and a model still works.");
        }

        // 1. A record of ours without wire bodies must be written for whoever is asked.
        var isOurs = draft.Dialect == DialectCatalog.Reprise.Name;
        var moves = isOurs || !string.Equals(provider, original.Interaction.Provider, StringComparison.OrdinalIgnoreCase);
        if (!moves)
        {
            Originals.CheckCall(draft, targetDialect);
            return RequestEditor.Edit(draft, changes).ToRequest();
        }

        // 2. Another provider with the same dialect: the same bytes at its own path.
        var dialect = TargetDialects.Of(draft.Dialect, provider, targetDialect);
        if (!isOurs && TargetDialects.IsSameWire(dialect, draft.Dialect))
        {
            var moved = Moved(draft, original.Interaction, provider, targetDialect);
            Originals.CheckCall(moved, targetDialect);
            return RequestEditor.Edit(moved, changes).ToRequest();
        }

        // 3. Another dialect.
        return CarryOver.Build(draft, original.Interaction, changes, provider, isOurs && dialect == draft.Dialect ? "openai.chat" : dialect, targetDialect);
    }

    /// <summary>Providers of one family share their paths, and of a family nobody knows nothing better is known.</summary>
    private static Draft Moved(Draft draft, Interaction original, string provider, string? configured)
    {
        var family = TargetDialects.FamilyOf(provider, configured);
        if (family is null || family == DialectCatalog.FamilyOf(original.Provider)) return draft with { Provider = provider };
        var (path, query) = TargetDialects.PathOf(family, draft.Dialect, original.Model, draft.Dialect.EndsWith("_stream", StringComparison.Ordinal) || draft.Path.Contains(":stream", StringComparison.Ordinal));
        return path.Length == 0 ? draft with { Provider = provider } : draft with { Provider = provider, Path = path, Query = query };
    }
}
