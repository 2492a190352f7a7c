using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Server.Tests.Retention;

/// <summary>Interactions of days ago.</summary>
internal static class OldRecords
{
    public static RecordedInteraction Of(DateTimeOffset now, double daysAgo, string user = "bob", string project = Projects.Default, int bytes = 10)
    {
        var at = now.AddDays(-daysAgo);
        return new RecordedInteraction
        {
            Interaction = new Interaction
            {
                Id = InteractionId.At(at), Project = project, Timestamp = at, Kind = InteractionKind.Llm, Status = InteractionStatus.Success, Dialect = "opaque", UserId = user,
                RequestBytes = bytes, PromptPreview = "what was asked",
            },
            Request = new Body { Bytes = new byte[bytes] },
            SearchText = "what was asked",
        };
    }

    public static Task AppendAsync(IInteractionStore store, params RecordedInteraction[] records) =>
        store.AppendAsync(new StoreBatch { Interactions = records }, TestContext.Current.CancellationToken);

    public static async Task<int> CountAsync(IInteractionStore store, string project = Projects.Default) =>
        (await store.SearchAsync(new InteractionQuery { Project = project, Limit = InteractionQuery.MaxLimit }, TestContext.Current.CancellationToken)).Items.Count;
}
