using System.Runtime.CompilerServices;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Proof.Verification;

/// <summary>Reads a project page by page, whatever is damaged of it: a page that cannot be read is read one by one, and what cannot be read of it is told.</summary>
internal sealed class RecordPages(IInteractionStore store, string project, DateTimeOffset? since, FindingList findings)
{
    private const int PageSize = 200;

    public async IAsyncEnumerable<IReadOnlyList<RecordedInteraction>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new InteractionQuery { Project = project, From = since, Ascending = true, Limit = PageSize };
        do
        {
            RecordPage? page;
            try
            {
                page = await store.ReadAsync(query, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                page = await OneByOneAsync(query, cancellationToken).ConfigureAwait(false);
            }

            if (page is null) yield break;
            yield return page.Items;
            query = query with { Cursor = page.Cursor };
        }
        while (query.Cursor is not null);
    }

    private async Task<RecordPage?> OneByOneAsync(InteractionQuery query, CancellationToken cancellationToken)
    {
        InteractionPage page;
        try
        {
            page = await store.SearchAsync(query, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            findings.Add("unreadable", "project", $"Project '{project}' cannot be read from some place on: what is kept of it is damaged. What was inserted behind it is not found.", project: project);
            return null;
        }

        var records = new List<RecordedInteraction>();
        foreach (var item in page.Items)
        {
            try
            {
                if (await store.FindAsync(project, item.Interaction.Id, cancellationToken).ConfigureAwait(false) is { } record) records.Add(record);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // Nothing answers to its entry, so it is looked for and told of at the end.
            }
        }

        return new RecordPage(records, page.Cursor);
    }
}
