// These tests wait most of the time: for leases to run out, and for links that have a rate.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
