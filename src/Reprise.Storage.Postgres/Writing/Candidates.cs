using Reprise.Interactions;

namespace Reprise.Storage.Postgres.Writing;

/// <summary>An interaction of a batch that may be new.</summary>
/// <param name="Place">Its place in the batch.</param>
internal sealed class Candidate(RecordedInteraction recorded, int place)
{
    public RecordedInteraction Recorded => recorded;
    public int Place => place;
    public string Project => recorded.Interaction.Project;
    public InteractionId Id => recorded.Interaction.Id;
    public long Position { get; set; } = Interactions.Position.Of(recorded.Interaction.Timestamp, recorded.Interaction.Id);
    public bool IsNew { get; set; }

    /// <summary>Whether facts came before it.</summary>
    public bool IsAwaited { get; set; }
}

internal static class Candidates
{
    /// <summary>Each id once, in the order of project and id.</summary>
    public static IReadOnlyList<Candidate> Of(IReadOnlyList<RecordedInteraction> interactions)
    {
        var seen = new HashSet<(string, InteractionId)>(interactions.Count);
        var candidates = new List<Candidate>(interactions.Count);
        for (var place = 0; place < interactions.Count; place++)
        {
            var interaction = interactions[place].Interaction;
            if (seen.Add((interaction.Project, interaction.Id))) candidates.Add(new Candidate(interactions[place], place));
        }

        candidates.Sort((one, other) => string.CompareOrdinal(one.Project, other.Project) is not 0 and var order ? order : one.Id.CompareTo(other.Id));
        return candidates;
    }
}
