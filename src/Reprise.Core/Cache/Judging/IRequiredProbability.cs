using Reprise.Cache.Policies;

namespace Reprise.Cache.Judging;

/// <summary>How sure a hit must be. Follows from what the owner accepts, and from how often hits turned out wrong.</summary>
public interface IRequiredProbability
{
    /// <summary>0 to 1; above 1 nothing but the very same request is answered.</summary>
    double Of(string project, CachePolicy policy, long generation);
}
