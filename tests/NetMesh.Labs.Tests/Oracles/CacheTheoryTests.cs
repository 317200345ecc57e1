using NetMesh.Labs.Oracles;

namespace NetMesh.Labs.Tests.Oracles;

public sealed class CacheTheoryTests
{
    [Fact]
    public void A_name_wanted_once_in_its_lifetime_is_a_hit_every_second_time()
    {
        Assert.Equal(0.5, CacheTheory.HitRatio(60, 60));
        Assert.Equal(0, CacheTheory.HitRatio(0, 60));
        Assert.Equal(0.9, CacheTheory.HitRatio(540, 60), 1e-12);
    }

    [Fact]
    public void Of_many_names_a_single_one_is_the_special_case_and_popularity_helps()
    {
        Assert.Equal(CacheTheory.HitRatio(300, 60), CacheTheory.HitRatio(300, 60, 1, 0.9, 1), 1e-12);
        Assert.Equal(CacheTheory.HitRatio(300, 6000), CacheTheory.HitRatio(300, 60, 100, 0, 1), 1e-12);
        Assert.True(CacheTheory.HitRatio(300, 60, 100, 0.9, 1) > CacheTheory.HitRatio(300, 60, 100, 0, 1));
    }

    [Fact]
    public void What_is_asked_again_at_once_is_always_a_hit()
    {
        Assert.Equal(0.75 + (0.25 * 0.5), CacheTheory.HitRatio(60, 60, 1, 0, 4), 1e-12);
    }
}
