using Reprise.Cache;

namespace Reprise.Server.Cache.Checks;

/// <summary>Is told how checks of semantic hits came out. Safe for use from many threads; must not throw.</summary>
internal interface ICheckOutcomes
{
    /// <param name="question">What was asked.</param>
    /// <param name="decision">What was given for it.</param>
    /// <param name="isRight">Whether a fresh answer agreed.</param>
    void Tell(CacheQuestion question, CacheDecision decision, bool isRight);
}
