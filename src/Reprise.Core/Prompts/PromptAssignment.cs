using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Reprise.Prompts;

/// <summary>Deals keys (users, sessions) out to variants: the same key of the same experiment always gets the same one, on every server, without any memory.</summary>
public static class PromptAssignment
{
    public static PromptVariant Of(PromptExperiment experiment, string key)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(key);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{experiment.Name}\n{key}"));
        // 53 bits make every double between 0 and 1 equally likely.
        var place = (BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) / (double)(1UL << 53);
        var sum = 0.0;
        foreach (var variant in experiment.Variants)
        {
            sum += variant.Share;
            if (place < sum) return variant;
        }

        // Shares make 1 but for rounding.
        return experiment.Variants[^1];
    }
}
