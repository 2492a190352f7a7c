namespace Reprise.Cache.Judging;

/// <summary>A better and slower model, asked about few candidates only. Safe for any number of threads.</summary>
public interface ISecondOpinion
{
    /// <summary>Cosine of the two texts by that model; null when it cannot tell in time. Throws only when cancelled.</summary>
    ValueTask<float?> SimilarityAsync(string asked, string cached, CancellationToken cancellationToken);
}
