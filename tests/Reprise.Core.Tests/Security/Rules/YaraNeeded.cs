using Microsoft.Extensions.Logging.Abstractions;
using Reprise.Security.Rules;
using Reprise.Tests;
using Reprise.Yara;

namespace Reprise.Core.Tests.Security.Rules;

/// <summary>Skips a test (fails it in CI) where there is no libyara.</summary>
internal static class YaraNeeded
{
    public static void Check()
    {
        using var scanner = YaraScanner.Create(null, TimeProvider.System, NullLogger.Instance) as YaraScanner;
        if (scanner is null) Need.Fail(((NoRules)YaraScanner.Create(null, TimeProvider.System, NullLogger.Instance)).Status.Reason!);
    }
}
