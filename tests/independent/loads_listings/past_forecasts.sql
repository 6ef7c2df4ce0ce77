-- What earlier days forecast for periods that are over, and on which side of the bounds the bookings came.
-- key: target_start
-- include: earlier
SELECT target_start, made, q50 AS forecast_amount, q05 AS low, q95 AS high, booked AS booked_amount,
    CASE WHEN booked < q05 THEN 'below' WHEN booked > q95 THEN 'above' ELSE 'inside' END AS came
FROM told
